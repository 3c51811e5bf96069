//! Keyward, the GraphQL authentication server.

pub mod app;
pub mod caller;
pub mod cli;
pub mod config;
pub mod db;
pub mod effects;
pub mod error;
pub mod features;
pub mod graphql;
pub mod http;
pub mod languages;
pub mod schema;
mod templates;
