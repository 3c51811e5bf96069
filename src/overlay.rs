//! What an operator lays over the embedded templates and texts: the folder that `TEMPLATES_DIR` names.
//!
//! ```text
//! mail.txt  mail.html  page.html  …  pages.css     instead of the embedded ones of the same name
//! locales/<language>/*.ftl                         over the embedded ones, key by key
//! ```
//!
//! Always true: the folder is read at the start and never after; what is wrong in it stops the start; what is not in it
//! is the embedded one.

use std::{
    fs::{self, DirEntry},
    io,
    path::Path,
};

use crate::{
    languages::{Tag, TextFile, Texts},
    nearest::nearest,
    templates::{TemplateFile, Templates, names},
};

/// How mails and pages look, and what they say.
#[derive(Clone, Debug, Default)]
pub struct Overlay {
    /// How they look.
    pub templates: Templates,
    /// What they say.
    pub texts: Texts,
}

impl Overlay {
    /// Reads a folder.
    ///
    /// # Errors
    /// What is wrong in it: a line each, with its file and line.
    pub fn read(folder: &Path) -> Result<Self, Vec<String>> {
        let Files { templates, texts, problems } = Files::list(folder);
        if !problems.is_empty() {
            return Err(problems);
        }
        let texts = Texts::with(texts)?;
        Ok(Self { templates: Templates::with(templates, &texts)?, texts })
    }
}

/// The folder of the languages' folders.
const LOCALES: &str = "locales";

/// What was found.
#[derive(Default)]
struct Files {
    templates: Vec<TemplateFile>,
    texts: Vec<TextFile>,
    problems: Vec<String>,
}

impl Files {
    fn list(folder: &Path) -> Self {
        let mut files = Self::default();
        for (name, entry) in files.entries(folder, "the folder") {
            if name == LOCALES {
                files.add_languages(&entry.path());
            } else if names().any(|known| known == name) {
                let source = files.text(&entry.path(), &name);
                files.templates.extend(source.map(|source| TemplateFile { name, source }));
            } else {
                files.problems.push(unknown(&name));
            }
        }
        files
    }

    fn add_languages(&mut self, folder: &Path) {
        for (name, entry) in self.entries(folder, LOCALES) {
            match name.parse() {
                Ok(language) => self.add_texts(&entry.path(), &language),
                Err(_) => self.problems.push(format!(
                    "{LOCALES}/{name} is called after no language: the folders in {LOCALES} are called e.g. `de`, `pt-BR`"
                )),
            }
        }
    }

    fn add_texts(&mut self, folder: &Path, language: &Tag) {
        for (name, entry) in self.entries(folder, &format!("{LOCALES}/{language}")) {
            let path = format!("{LOCALES}/{language}/{name}");
            if Path::new(&name).extension().is_some_and(|extension| extension == "ftl") {
                let source = self.text(&entry.path(), &path);
                let language = language.clone();
                self.texts.extend(source.map(|source| TextFile { path, language, source }));
            } else {
                self.problems.push(format!("{path} is no file of texts: their names end in `.ftl`"));
            }
        }
    }

    /// What lies in a folder, by name. What begins with a dot belongs to whatever put the folder there.
    fn entries(&mut self, folder: &Path, called: &str) -> Vec<(String, DirEntry)> {
        let read = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let entries = read.unwrap_or_else(|error| {
            self.problems.push(format!("{called} can't be read: {error}"));
            Vec::new()
        });
        let mut entries: Vec<_> =
            entries.into_iter().map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry)).collect();
        entries.retain(|(name, _)| !name.starts_with('.'));
        entries.sort_by(|(one, _), (other, _)| one.cmp(other));
        entries
    }

    fn text(&mut self, path: &Path, called: &str) -> Option<String> {
        match fs::read_to_string(path) {
            // Some editors put a mark at the beginning that is no part of the text.
            Ok(text) => Some(text.trim_start_matches('\u{feff}').to_owned()),
            Err(error) => {
                self.problems.push(format!("{called} can't be read: {error}"));
                None
            }
        }
    }
}

fn unknown(name: &str) -> String {
    let known: Vec<_> = names().collect();
    let known = known.iter().map(|name| &**name).chain([LOCALES]);
    format!(
        "{name} is none of the files that can be changed; the nearest is {}",
        nearest(name, known).unwrap_or_default()
    )
}
