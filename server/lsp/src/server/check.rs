//! What a worker does with an analysis: everything that is wrong with it, by file.

use std::sync::Arc;

use forgather_ide::diagnostics::of_analysis;
use forgather_workspace::Analysis;

use super::findings::{ByFile, CheckedFiles, by_file};

/// Checks a configuration, and the files of its templates by themselves where that was not done.
pub(crate) fn configuration(analysis: &Arc<Analysis>, checked: &CheckedFiles) -> ByFile {
    let dialect = analysis.project.dialect();
    for template in &analysis.expansion.templates {
        checked.check(template.file(), dialect);
    }
    by_file(of_analysis(analysis))
}
