//! `t("key", name=value)` in a template: the text in the reader's language; `app` is always filled in.

use minijinja::{Error, ErrorKind, Value, value::Kwargs};

use crate::languages::{FluentValue, Language, find_text, text};

/// For readers: a text that is missing is its key.
pub(super) fn leniently(language: &Language, app_name: &str) -> Value {
    let (language, app_name) = (language.clone(), app_name.to_owned());
    Value::from_function(move |key: String, given: Kwargs| {
        Ok::<_, Error>(text(&language, &key, &args(&app_name, &given)?))
    })
}

/// For proofreading: a text that is missing, or is not given what it names, is an error.
pub(super) fn strictly(language: &Language, app_name: &str) -> Value {
    let (language, app_name) = (language.clone(), app_name.to_owned());
    Value::from_function(move |key: String, given: Kwargs| {
        find_text(&language, &key, &args(&app_name, &given)?).ok_or_else(|| {
            let what = format!("there is no text `{key}`, or it is not given all that it names");
            Error::new(ErrorKind::InvalidOperation, what)
        })
    })
}

fn args<'a>(app_name: &'a str, given: &'a Kwargs) -> Result<Vec<(&'a str, FluentValue<'a>)>, Error> {
    let mut args = vec![("app", FluentValue::from(app_name))];
    for name in given.args() {
        let value: Value = given.get(name)?;
        let number = i64::try_from(value.clone()).map(FluentValue::from);
        args.push((name, number.unwrap_or_else(|_| value.to_string().into())));
    }
    Ok(args)
}
