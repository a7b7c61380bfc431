//! Templates of one expansion: a file's part under a name.

use std::sync::Arc;

use forgather_dialect::Part;

use crate::loader::LoadedFile;

/// A template under the name that it was asked for.
#[derive(Debug)]
pub(crate) struct TemplateHandle {
    /// Its place among the templates of the expansion.
    pub(crate) index: u32,
    pub(crate) name: Arc<str>,
    pub(crate) file: Arc<LoadedFile>,
    pub(crate) part: usize,
}

impl TemplateHandle {
    pub(crate) fn part(&self) -> &Part {
        &self.file.source.parts[self.part]
    }

    pub(crate) fn source(&self) -> &str {
        &self.part().translation.jinja
    }
}
