use secrecy::ExposeSecret;

use super::new_password::{MAX_LENGTH, NewPassword};

/// What is taken is within its bounds, and is taken again as it was normalised.
pub(crate) fn new_password(text: &str) {
    let personal = ["alice@example.org", "Alice"];
    let Ok(taken) = NewPassword::parse(text, 8, &personal) else { return };
    let normal = taken.text().expose_secret();
    assert!((8..=MAX_LENGTH).contains(&normal.chars().count()));
    let again = NewPassword::parse(normal, 8, &personal).expect("what was taken is taken again");
    assert_eq!(again.text().expose_secret(), normal);
}
