//! Keyward, the GraphQL authentication server.

pub mod config;
pub mod db;
pub mod effects;
pub mod error;
pub mod features;
pub mod languages;
