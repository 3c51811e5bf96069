use super::{forms, reader::Reader};
use crate::{
    languages::{Language, Tag, Texts},
    overlay::Overlay,
    templates::Templates,
};

/// How mails and pages look, and the languages they are offered in.
#[derive(Default)]
pub(super) struct Looks {
    pub(super) locales: Vec<Language>,
    pub(super) templates: Templates,
}

pub(super) fn looks(from: &mut Reader<'_>) -> Looks {
    let tags = from.value("LOCALES", forms::language_tags);
    // With a folder that won't do, nobody knows which languages it was to add.
    let Some(Overlay { templates, texts }) = overlay(from) else { return Looks::default() };
    Looks { locales: offered(from, &tags, &texts), templates }
}

fn overlay(from: &mut Reader<'_>) -> Option<Overlay> {
    let Some(folder) = from.path("TEMPLATES_DIR") else { return Some(Overlay::default()) };
    let read = Overlay::read(&folder);
    read.map_err(|problems| problems.iter().for_each(|problem| from.refuse("TEMPLATES_DIR", problem))).ok()
}

fn offered(from: &mut Reader<'_>, tags: &[Tag], texts: &Texts) -> Vec<Language> {
    let (spoken, unspoken): (Vec<_>, Vec<_>) =
        tags.iter().map(|tag| Language::of(tag, texts).ok_or(tag)).partition(Result::is_ok);
    for tag in unspoken.into_iter().filter_map(Result::err) {
        let known: Vec<_> = texts.languages().map(ToString::to_string).collect();
        let why = format!("there are no texts in `{tag}`, but in {}; TEMPLATES_DIR may add some", known.join(", "));
        from.refuse("LOCALES", &why);
    }
    spoken.into_iter().flatten().collect()
}
