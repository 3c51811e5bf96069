use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, LazyLock},
};

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use rust_embed::RustEmbed;

use super::{Tag, matching, proofread};

/// What files say, by the language that they are written in.
pub(super) type Resources = BTreeMap<Tag, Vec<Arc<FluentResource>>>;

/// One of an operator's files.
#[derive(Clone, Debug)]
pub struct TextFile {
    /// How it is called when something in it is wrong.
    pub path: String,
    /// The language that it is written in.
    pub language: Tag,
    /// What stands in it.
    pub source: String,
}

/// Everything there is to say, in every language: the embedded texts and, over them, an operator's.
#[derive(Clone)]
pub struct Texts {
    /// The texts of each language, those that are asked first in front.
    layers: Arc<BTreeMap<Tag, Vec<Arc<Bundle>>>>,
}

#[derive(RustEmbed)]
#[folder = "locales/"]
struct Files;

/// The embedded texts.
pub(super) static EMBEDDED: LazyLock<Resources> = LazyLock::new(|| {
    let mut resources = Resources::new();
    for path in Files::iter() {
        let tag = path.split('/').next().and_then(|folder| folder.parse().ok());
        let tag = tag.expect("the folders of the embedded texts are called after their languages");
        let file = Files::get(&path).expect("it has just been listed");
        let source = String::from_utf8(file.data.into_owned()).expect("the embedded texts are UTF-8");
        let resource = FluentResource::try_new(source).expect("a test reads each of the embedded texts");
        resources.entry(tag).or_default().push(Arc::new(resource));
    }
    resources
});

/// What stands in for everything that another language lacks.
pub(super) fn english() -> Tag {
    "en".parse().expect("it is a language tag")
}

impl Texts {
    /// Lays an operator's texts over the embedded ones, key by key.
    ///
    /// # Errors
    /// What is wrong with them: a line each, with its file and line.
    pub fn with(files: Vec<TextFile>) -> Result<Self, Vec<String>> {
        let own = proofread::read(files, &EMBEDDED)?;
        let mut layers = (*Self::default().layers).clone();
        for (tag, own) in own {
            let embedded = EMBEDDED.get(&tag).into_iter().flatten();
            let together = Bundle::new(&tag, embedded.chain(&own));
            // A message that was changed without its attributes leaves these as they are: one layer below.
            layers.entry(tag).or_default().insert(0, Arc::new(together));
        }
        Ok(Self { layers: Arc::new(layers) })
    }

    /// Every language that there are texts for, in alphabetical order.
    pub fn languages(&self) -> impl Iterator<Item = &Tag> {
        self.layers.keys()
    }

    /// Where to look for what is said in a language: its own texts, those of wider ones (`de` for `de-CH`), English.
    /// None without own or wider ones.
    pub(super) fn of(&self, tag: &Tag) -> Option<Arc<[Arc<Bundle>]>> {
        let wider = matching::prefixes(&tag.to_string());
        let wider = wider.iter().filter_map(|tag| self.layers.get(&tag.parse().ok()?));
        let own: Vec<_> = wider.flatten().collect();
        let english = self.layers.get(&english()).into_iter().flatten();
        (!own.is_empty()).then(|| own.into_iter().chain(english).cloned().collect())
    }
}

impl Default for Texts {
    /// The embedded texts alone.
    fn default() -> Self {
        static ALONE: LazyLock<Texts> = LazyLock::new(|| {
            let alone = EMBEDDED.iter().map(|(tag, texts)| (tag.clone(), vec![Arc::new(Bundle::new(tag, texts))]));
            Texts { layers: Arc::new(alone.collect()) }
        });
        ALONE.clone()
    }
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.languages().map(ToString::to_string)).finish()
    }
}

/// Texts of one language that may name each other.
pub(super) struct Bundle(FluentBundle<Arc<FluentResource>>);

impl Bundle {
    /// Of two texts with the same key, the later one counts.
    fn new<'a>(tag: &Tag, resources: impl IntoIterator<Item = &'a Arc<FluentResource>>) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![tag.clone()]);
        // Marks that isolate what is filled in (U+2068) are invisible where they work and boxes where they don't.
        bundle.set_use_isolating(false);
        for resource in resources {
            bundle.add_resource_overriding(Arc::clone(resource));
        }
        Self(bundle)
    }

    /// The text of a key, `message` or `message.attribute`. One that lacks something to be filled in is none.
    pub(super) fn text(&self, key: &str, args: &FluentArgs<'_>) -> Option<String> {
        let (message, attribute) = key.split_once('.').map_or((key, None), |(message, rest)| (message, Some(rest)));
        let message = self.0.get_message(message)?;
        let pattern = match attribute {
            Some(name) => message.get_attribute(name)?.value(),
            None => message.value()?,
        };
        let mut errors = Vec::new();
        let text = self.0.format_pattern(pattern, Some(args), &mut errors);
        errors.is_empty().then(|| text.into_owned())
    }
}
