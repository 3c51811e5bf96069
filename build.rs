//! Notices a new language or template: they are embedded at compile time, and a file beside the known ones changes no
//! file that the compiler has read.

fn main() {
    println!("cargo::rerun-if-changed=locales");
    println!("cargo::rerun-if-changed=templates");
}
