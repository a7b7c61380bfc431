//! A project's `meta.yaml`: a template, whose expansion is a mapping of settings.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use forgather_dialect::{Dialect, FileSpan, LineColumn, SourceFile};
use forgather_expand::{Expansion, Globals, Limits, LoadedFile, Request, expand};
use forgather_graph::{Code, Kind, Problem};

use crate::analysis::graph_dialect;
use crate::dependencies::{Dependencies, Recorder};
use crate::files::Files;
use crate::search_path::SearchPath;

/// What a project's `meta.yaml` says, with defaults for what it leaves out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meta {
    /// `name`
    pub name: Option<String>,
    /// `description`
    pub description: Option<String>,
    /// `searchdir`, made absolute by the project's folder.
    pub search_path: Vec<PathBuf>,
    /// `config_prefix`: the folder below a search folder that holds configurations.
    pub config_prefix: String,
    /// `default_config`: the configuration that is meant where none is named.
    pub default_config: Option<String>,
    /// `system_path`: folders for Python's own search path.
    pub system_path: Vec<PathBuf>,
}

impl Meta {
    /// The template's name of a configuration.
    pub(crate) fn template_name(&self, configuration: &str) -> String {
        match self.config_prefix.as_str() {
            "" => configuration.to_owned(),
            prefix => format!("{prefix}/{configuration}"),
        }
    }
}

/// A place in a file.
#[derive(Debug, Clone)]
pub struct Place {
    /// The file, with the text that was read.
    pub file: Arc<LoadedFile>,
    /// The range, in bytes of that text.
    pub span: FileSpan,
}

impl Place {
    /// Line and column of its start.
    pub fn position(&self) -> LineColumn {
        self.file.source.line_column(self.span.start)
    }
}

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        self.file.path == other.file.path && self.span == other.span
    }
}

impl Eq for Place {}

/// What is wrong with a `meta.yaml`.
#[derive(Debug, Clone)]
pub enum MetaProblem {
    /// It does not expand.
    Expansion(Arc<Expansion>),
    /// Its expansion is not what it should be.
    Content {
        /// Where.
        place: Place,
        /// What is wrong.
        message: String,
    },
}

/// The name of the file.
pub(crate) const FILE_NAME: &str = "meta.yaml";

/// Expands and reads a project's `meta.yaml`.
pub(crate) fn load(
    files: &Arc<Files>,
    project_dir: &Path,
    workspace_root: &Path,
    user_templates: Option<PathBuf>,
    globals: Arc<Globals>,
) -> Loaded {
    let mut folders = vec![project_dir.to_owned(), workspace_root.join("forgather_workspace")];
    folders.extend(user_templates);
    let loader = SearchPath::new(Arc::clone(files), folders);
    let recorder = Recorder::new(&loader);
    let request = Request { loader: &recorder, dialect: files.dialect(), globals, limits: Limits::default() };
    let expansion = Arc::new(expand(&request, FILE_NAME));
    let meta = if expansion.is_complete() {
        read(&expansion, files.dialect(), project_dir)
    } else {
        Err(MetaProblem::Expansion(Arc::clone(&expansion)))
    };
    Loaded { meta, expansion, dependencies: recorder.finish() }
}

/// What a `meta.yaml` says.
pub(crate) struct Loaded {
    /// What it says, or what is wrong with it.
    pub(crate) meta: Result<Meta, MetaProblem>,
    /// Its expansion.
    pub(crate) expansion: Arc<Expansion>,
    /// The places that were looked at for it.
    pub(crate) dependencies: Dependencies,
}

/// What `yaml.load` makes of the expansion: the last of several keys counts, and merges are followed.
fn read(expansion: &Expansion, dialect: Dialect, project_dir: &Path) -> Result<Meta, MetaProblem> {
    let wrong = |line: usize, message: String| {
        let place = place_of_line(expansion, line, project_dir);
        MetaProblem::Content { place, message }
    };
    let (graph, problems) = forgather_graph::load(&expansion.text, graph_dialect(dialect));
    // What may not be in a graph, such as a date, may be here.
    let is_fault = |problem: &&Problem| {
        !matches!(problem.code, Code::UnsupportedType | Code::DuplicateName | Code::InvalidImportSpec)
    };
    if let Some(problem) = problems.iter().find(is_fault) {
        let (span, message) = match &problem.cause {
            Some(cause) => (cause.span, &cause.message),
            None => (problem.span, &problem.message),
        };
        let before = expansion.text.get(..span.start.to_usize()).unwrap_or_default();
        return Err(wrong(before.matches('\n').count(), format!("this is no YAML: {message}")));
    }
    if graph.targets().is_none() && !matches!(graph.node(graph.root()).kind, Kind::Null) {
        return Err(wrong(0, "`meta.yaml` must be a mapping of settings such as `name: …`".to_owned()));
    }
    let value = |key: &str| graph.target(key).map(|id| &graph.node(id).kind);
    let line_of = |key: &str| line_of_key(expansion, key);
    let text = |key: &str| match value(key) {
        None | Some(Kind::Null) => Ok(None),
        Some(Kind::Str(text)) => Ok(Some(text.to_string())),
        Some(Kind::Int(number)) => Ok(Some(number.to_string())),
        Some(Kind::Float(number)) => Ok(Some(format!("{number:?}"))),
        Some(_) => Err(wrong(line_of(key), format!("`{key}` must be a string"))),
    };
    let folders = |key: &str| -> Result<Option<Vec<PathBuf>>, MetaProblem> {
        let folder = |kind: &Kind| match kind {
            Kind::Str(folder) => Ok(normal(&project_dir.join(&**folder))),
            _ => {
                Err(wrong(line_of(key), format!("`{key}` must be a list of folders, such as `[templates]`")))
            }
        };
        match value(key) {
            None | Some(Kind::Null) => Ok(None),
            Some(Kind::List(items)) => {
                items.iter().map(|id| folder(&graph.node(*id).kind)).collect::<Result<_, _>>().map(Some)
            }
            Some(single) => Ok(Some(vec![folder(single)?])),
        }
    };
    Ok(Meta {
        name: text("name")?,
        description: text("description")?,
        search_path: folders("searchdir")?.unwrap_or_else(|| vec![project_dir.join("templates")]),
        config_prefix: text("config_prefix")?.unwrap_or_else(|| "configs".to_owned()),
        default_config: text("default_config")?,
        system_path: folders("system_path")?.unwrap_or_default(),
    })
}

/// The line of a key of `meta.yaml`, from 0.
fn line_of_key(expansion: &Expansion, key: &str) -> usize {
    expansion.text.lines().position(|line| line.trim_start().starts_with(&format!("{key}:"))).unwrap_or(0)
}

/// The place of a key in `meta.yaml`.
pub(crate) fn place_of_key(expansion: &Expansion, key: &str, project_dir: &Path) -> Place {
    place_of_line(expansion, line_of_key(expansion, key), project_dir)
}

/// A path without `.` and `..`, as Python's `os.path.normpath` has it: links are not looked at.
pub fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            std::path::Component::ParentDir => {
                out.pop();
            }
            std::path::Component::CurDir => {}
            other => out.push(other),
        }
    }
    out
}

/// The place of the whole line in a template that a line of an expansion comes from, else of the nearest line before it.
fn place_of_line(expansion: &Expansion, line: usize, project_dir: &Path) -> Place {
    let origins = expansion.line_origins();
    let index = origins.partition_point(|(number, _)| *number <= line).saturating_sub(1);
    let found = origins.get(index).and_then(|(_, origin)| {
        let file = Arc::clone(expansion.template_of(origin.frame)?.file());
        let rest = file.source.text.get(origin.span.start.index()..)?;
        let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let start = origin.span.start.index();
        Some(Place { file, span: FileSpan::new(start, start + length) })
    });
    found.unwrap_or_else(|| {
        let first = expansion.templates.first().map(|template| Arc::clone(template.file()));
        let file = first.unwrap_or_else(|| {
            let source = Arc::new(SourceFile::from_string("", Dialect::default()));
            Arc::new(LoadedFile { path: project_dir.join(FILE_NAME), source })
        });
        Place { file, span: FileSpan::default() }
    })
}
