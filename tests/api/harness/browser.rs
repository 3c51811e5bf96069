/// A page as its reader sees it: what it says, and what can be pressed.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    html: String,
}

/// Something to press: where it leads, and what goes with it.
#[derive(Clone, Debug)]
pub(crate) struct Button {
    pub(crate) action: String,
    pub(crate) fields: Vec<(String, String)>,
}

impl Button {
    /// Writes a value into each password field that goes with it.
    pub(crate) fn with_passwords(mut self, value: &str) -> Self {
        for (_, field) in self.fields.iter_mut().filter(|(_, field)| field == PASSWORD_FIELD) {
            value.clone_into(field);
        }
        self
    }
}

const PASSWORD_FIELD: &str = "\u{1}password";

impl Page {
    pub(crate) fn new(html: &str) -> Self {
        Self { html: html.to_owned() }
    }

    pub(crate) fn says(&self, words: &str) -> bool {
        unescape(&self.html).contains(words)
    }

    /// Every button of every form, in the order they stand.
    #[track_caller]
    pub(crate) fn buttons(&self) -> Vec<Button> {
        let forms = self.html.split("<form").skip(1).map(|rest| rest.split("</form>").next().unwrap_or_default());
        forms.flat_map(buttons_of).collect()
    }

    #[track_caller]
    pub(crate) fn button(&self, place: usize) -> Button {
        self.buttons().get(place).cloned().unwrap_or_else(|| panic!("a button at {place} in {}", self.html))
    }

    /// Every address that the page fetches something from by itself.
    pub(crate) fn sources(&self) -> Vec<String> {
        let tags = self.html.split('<').skip(1).filter(|tag| !tag.starts_with("a "));
        tags.flat_map(|tag| ["src", "href"].into_iter().filter_map(|name| attribute(tag, name))).collect()
    }
}

fn buttons_of(form: &str) -> Vec<Button> {
    let head = form.split('>').next().unwrap_or_default();
    let inputs = form.split("<input").skip(1).map(|rest| rest.split('>').next().unwrap_or_default());
    let fields: Vec<(String, String)> = inputs.filter_map(field_of).collect();
    let buttons = form.split("<button").skip(1).map(|rest| rest.split('>').next().unwrap_or_default());
    buttons
        .map(|button| {
            let action = attribute(button, "formaction").or_else(|| attribute(head, "action")).unwrap_or_default();
            let own = attribute(button, "name").map(|name| (name, attribute(button, "value").unwrap_or_default()));
            Button { action, fields: fields.iter().cloned().chain(own).collect() }
        })
        .collect()
}

fn field_of(input: &str) -> Option<(String, String)> {
    let name = attribute(input, "name")?;
    let is_password = attribute(input, "type").is_some_and(|kind| kind == "password");
    let value = if is_password { PASSWORD_FIELD.to_owned() } else { attribute(input, "value").unwrap_or_default() };
    Some((name, value))
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    let value = tag[start..].split('"').next()?;
    Some(unescape(value))
}

fn unescape(text: &str) -> String {
    let plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#x27;", "'");
    plain.replace("&#x2f;", "/").replace("&#x2F;", "/").replace("&#39;", "'").replace("&amp;", "&")
}
