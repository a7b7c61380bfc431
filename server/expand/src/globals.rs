//! The names that every template sees: Jinja2's own functions, Forgather's, and a project's folders and facts.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use indexmap::IndexMap;
use minijinja::Value;
use minijinja::value::{Object, ObjectRepr, Tuple};

use crate::clock::{DateTimeObject, Moment};
use crate::data::Data;
use crate::facts::{Facts, Uname, UserDirectory};
use crate::interpreter::objects::{Cycler, Joiner, Namespace};
use crate::paths;
use crate::python::error::{PyError, PyErrorKind, PyResult};
use crate::python::value::{Dict, Range, Undefined};
use crate::python::{ops, repr};

/// The folders that a project's templates see as `project_dir` and `workspace_root`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectFolders {
    /// The project's folder.
    pub project_dir: PathBuf,
    /// The workspace's folder.
    pub workspace_root: PathBuf,
}

/// The global variables of an expansion.
#[derive(Debug)]
pub struct Globals {
    values: HashMap<String, Value>,
    pub(crate) facts: Arc<Facts>,
}

impl Globals {
    /// The globals of a project's templates, or of templates outside of any project.
    pub fn new(facts: Arc<Facts>, project: Option<&ProjectFolders>) -> Self {
        let mut values: HashMap<String, Value> = Function::ALL
            .iter()
            .map(|(name, function)| ((*name).to_owned(), Value::from_object(*function)))
            .collect();
        if let Some(project) = project {
            values.insert("project_dir".to_owned(), path_value(&project.project_dir));
            values.insert("workspace_root".to_owned(), path_value(&project.workspace_root));
            values.insert("hostname".to_owned(), Value::from(facts.hostname.as_str()));
            values.insert("uname".to_owned(), Value::from_object(UnameObject(facts.uname.clone())));
            let versions = facts.versions.iter().flatten();
            let versions =
                versions.map(|(name, version)| (Value::from(name.as_str()), Value::from(version.as_str())));
            values.insert("versions".to_owned(), Dict::value(versions.collect()));
        }
        Self { values, facts }
    }

    /// The same, with one more variable.
    #[must_use]
    pub fn with(mut self, name: &str, value: &Data) -> Self {
        self.values.insert(name.to_owned(), value.value());
        self
    }

    pub(crate) fn get(&self, name: &str) -> Option<Value> {
        self.values.get(name).cloned()
    }

    /// All names.
    pub fn names(&self) -> impl Iterator<Item = String> {
        self.values.keys().cloned()
    }
}

fn path_value(path: &Path) -> Value {
    Value::from(path.to_string_lossy().as_ref())
}

/// A global function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    IsoTime,
    UtcIsoTime,
    FileTime,
    UtcFileTime,
    Now,
    UtcNow,
    JoinPath,
    NormPath,
    AbsPath,
    RelPath,
    DirName,
    BaseName,
    SplitExt,
    Repr,
    ModNameFromPath,
    UserHomeDir,
    GetCwd,
    ForgatherConfigDir,
    PlatformDir(UserDirectory),
    Range,
    Dict,
    Namespace,
    Cycler,
    Joiner,
}

impl Object for Function {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn is_true(self: &Arc<Self>) -> bool {
        true
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<function {}>", self.name())
    }
}

/// What a call passes by name.
pub(crate) type Named = [(String, Value)];

/// Jinja2's sandbox allows no longer ranges.
const MAX_RANGE: i128 = 100_000;

impl Function {
    const ALL: &'static [(&'static str, Self)] = &[
        ("isotime", Self::IsoTime),
        ("utcisotime", Self::UtcIsoTime),
        ("filetime", Self::FileTime),
        ("utcfiletime", Self::UtcFileTime),
        ("now", Self::Now),
        ("utcnow", Self::UtcNow),
        ("joinpath", Self::JoinPath),
        ("normpath", Self::NormPath),
        ("abspath", Self::AbsPath),
        ("relpath", Self::RelPath),
        ("dirname", Self::DirName),
        ("basename", Self::BaseName),
        ("splitext", Self::SplitExt),
        ("repr", Self::Repr),
        ("modname_from_path", Self::ModNameFromPath),
        ("user_home_dir", Self::UserHomeDir),
        ("getcwd", Self::GetCwd),
        ("forgather_config_dir", Self::ForgatherConfigDir),
        ("user_data_dir", Self::PlatformDir(UserDirectory::Data)),
        ("user_cache_dir", Self::PlatformDir(UserDirectory::Cache)),
        ("user_config_dir", Self::PlatformDir(UserDirectory::Config)),
        ("site_data_dir", Self::PlatformDir(UserDirectory::SiteData)),
        ("site_config_dir", Self::PlatformDir(UserDirectory::SiteConfig)),
        ("range", Self::Range),
        ("dict", Self::Dict),
        ("namespace", Self::Namespace),
        ("cycler", Self::Cycler),
        ("joiner", Self::Joiner),
    ];

    pub(crate) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, function)| *function == self).map_or("function", |(name, _)| name)
    }

    pub(crate) fn call(self, args: &[Value], named: &Named, facts: &Facts) -> PyResult<Value> {
        let cwd = || facts.cwd.to_string_lossy();
        let text = |text: &str| Ok(Value::from(text));
        let one_path = |parameter: &str| -> PyResult<String> {
            let [path] = self.bind(args, named, [(parameter, true)])?;
            fs_path(path.as_ref())
        };
        let none = || self.bind(args, named, []).map(|[]| ());
        match self {
            Self::IsoTime => none().and_then(|()| text(&Moment(facts.now).format("%Y-%m-%dT%H:%M:%S"))),
            Self::UtcIsoTime => none().and_then(|()| text(&Moment(facts.utcnow).format("%Y-%m-%dT%H:%M:%S"))),
            Self::FileTime => none().and_then(|()| text(&Moment(facts.now).format("%Y-%m-%dT%H-%M-%S"))),
            Self::UtcFileTime => {
                none().and_then(|()| text(&Moment(facts.utcnow).format("%Y-%m-%dT%H-%M-%S")))
            }
            Self::Now => none().map(|()| Value::from_object(DateTimeObject(Moment(facts.now)))),
            Self::UtcNow => none().map(|()| Value::from_object(DateTimeObject(Moment(facts.utcnow)))),
            Self::JoinPath => {
                let parts: Vec<String> =
                    args.iter().map(|part| fs_path(Some(part))).collect::<PyResult<_>>()?;
                if parts.is_empty() {
                    return Err(PyError::type_error("join() missing 1 required positional argument: 'a'"));
                }
                text(&paths::join(&parts.iter().map(String::as_str).collect::<Vec<_>>()))
            }
            Self::NormPath => one_path("path").and_then(|path| text(&paths::normalize(&path))),
            Self::AbsPath => one_path("path").and_then(|path| text(&paths::absolute(&path, &cwd()))),
            Self::RelPath => {
                let [path, start] = self.bind(args, named, [("path", true), ("start", false)])?;
                let path = fs_path(path.as_ref())?;
                let start = match start.filter(|start| !start.is_none()) {
                    Some(start) => fs_path(Some(&start))?,
                    None => ".".to_owned(),
                };
                paths::relative(&path, &start, &cwd())
                    .map(Value::from)
                    .ok_or_else(|| PyError::value_error("no path specified"))
            }
            Self::DirName => one_path("p").and_then(|path| text(paths::dirname(&path))),
            Self::BaseName => one_path("p").and_then(|path| text(paths::basename(&path))),
            Self::SplitExt => one_path("p").map(|path| {
                let (root, extension) = paths::splitext(&path);
                Value::from(Tuple::from([Value::from(root), Value::from(extension)]))
            }),
            Self::Repr => {
                let [object] = self.bind(args, named, [("obj", true)])?;
                // Of an undefined value, too: it has a `repr`.
                text(&repr::repr(&object.unwrap_or_default()))
            }
            Self::ModNameFromPath => {
                one_path("module_name").and_then(|path| text(paths::splitext(paths::basename(&path)).0))
            }
            Self::UserHomeDir => none().map(|()| path_value(&facts.home)),
            Self::GetCwd => none().map(|()| path_value(&facts.cwd)),
            Self::ForgatherConfigDir => none().map(|()| path_value(&facts.user_config_dir("forgather"))),
            Self::PlatformDir(which) => self.platform_dir(which, args, named, facts),
            Self::Range => range(args, named),
            Self::Dict => dict(args, named).map(Dict::value),
            Self::Namespace => {
                let attributes = dict(args, named)?;
                let attributes = attributes.into_iter().map(|(name, value)| (repr::to_str(&name), value));
                Ok(Value::from_object(Namespace::new(attributes.collect())))
            }
            Self::Cycler => {
                if args.is_empty() {
                    return Err(PyError::new(PyErrorKind::Runtime, "at least one item has to be provided"));
                }
                Ok(Value::from_object(Cycler { items: args.to_vec(), position: AtomicUsize::new(0) }))
            }
            Self::Joiner => {
                let [separator] = self.bind(args, named, [("sep", false)])?;
                let separator = separator.unwrap_or_else(|| Value::from(", "));
                Ok(Value::from_object(Joiner { separator, used: AtomicUsize::new(0) }))
            }
        }
    }

    /// Arguments in the order of the parameters; the flag says whether one is required.
    fn bind<const N: usize>(
        self,
        args: &[Value],
        named: &Named,
        parameters: [(&str, bool); N],
    ) -> PyResult<[Option<Value>; N]> {
        let name = self.name();
        if args.len() > N {
            let message = format!("{name}() takes {N} positional arguments but {} were given", args.len());
            return Err(PyError::type_error(message));
        }
        let mut bound = std::array::from_fn(|index| args.get(index).cloned());
        for (key, value) in named {
            let Some(index) = parameters.iter().position(|(parameter, _)| parameter == key) else {
                let message = format!("{name}() got an unexpected keyword argument '{key}'");
                return Err(PyError::type_error(message));
            };
            if bound[index].replace(value.clone()).is_some() {
                let message = format!("{name}() got multiple values for argument '{key}'");
                return Err(PyError::type_error(message));
            }
        }
        for ((parameter, required), value) in parameters.iter().zip(&bound) {
            if *required && value.is_none() {
                let message = format!("{name}() missing 1 required positional argument: '{parameter}'");
                return Err(PyError::type_error(message));
            }
        }
        Ok(bound)
    }

    /// `platformdirs`: the base folder, then the application's name and version where they are given.
    fn platform_dir(
        self,
        which: UserDirectory,
        args: &[Value],
        named: &Named,
        facts: &Facts,
    ) -> PyResult<Value> {
        let [application, _, version, _, _] = self.bind(
            args,
            named,
            [
                ("appname", false),
                ("appauthor", false),
                ("version", false),
                (
                    if matches!(which, UserDirectory::SiteData | UserDirectory::SiteConfig) {
                        "multipath"
                    } else {
                        "roaming"
                    },
                    false,
                ),
                ("ensure_exists", false),
            ],
        )?;
        let mut path = facts.directory(which).to_string_lossy().into_owned();
        if let Some(application) = application.filter(Value::is_true) {
            path = paths::join(&[&path, &fs_path(Some(&application))?]);
            if let Some(version) = version.filter(Value::is_true) {
                path = paths::join(&[&path, &fs_path(Some(&version))?]);
            }
        }
        Ok(Value::from(path))
    }
}

/// The error that a strict undefined value raises when it is used.
pub(crate) fn strict(value: &Value) -> Option<PyError> {
    Undefined::of(value)
        .filter(|undefined| !undefined.lenient)
        .map(|undefined| PyError::new(PyErrorKind::Undefined, undefined.message.clone()))
}

/// Python's `os.fspath`.
fn fs_path(value: Option<&Value>) -> PyResult<String> {
    let value = value.cloned().unwrap_or_default();
    if let Some(undefined) = strict(&value) {
        return Err(undefined);
    }
    value.as_str().map(str::to_owned).ok_or_else(|| {
        let name = repr::type_name(&value);
        PyError::type_error(format!("expected str, bytes or os.PathLike object, not {name}"))
    })
}

fn integer(value: &Value) -> PyResult<i128> {
    if let Some(undefined) = strict(value) {
        return Err(undefined);
    }
    if let Ok(flag) = bool::try_from(value.clone())
        && value.kind() == minijinja::value::ValueKind::Bool
    {
        return Ok(i128::from(flag));
    }
    i128::try_from(value.clone()).ok().filter(|_| value.is_integer()).ok_or_else(|| {
        PyError::type_error(format!(
            "'{}' object cannot be interpreted as an integer",
            repr::type_name(value)
        ))
    })
}

/// `range`, as a list of its numbers: the sandbox keeps it short.
fn range(args: &[Value], named: &Named) -> PyResult<Value> {
    if !named.is_empty() {
        return Err(PyError::type_error("range() takes no keyword arguments"));
    }
    let numbers: Vec<i128> = args.iter().map(integer).collect::<PyResult<_>>()?;
    let (start, stop, step) = match *numbers.as_slice() {
        [stop] => (0, stop, 1),
        [start, stop] => (start, stop, 1),
        [start, stop, step] => (start, stop, step),
        [] => return Err(PyError::type_error("range expected at least 1 argument, got 0")),
        _ => {
            return Err(PyError::type_error(format!(
                "range expected at most 3 arguments, got {}",
                args.len()
            )));
        }
    };
    if step == 0 {
        return Err(PyError::value_error("range() arg 3 must not be zero"));
    }
    let distance = if step > 0 { stop.saturating_sub(start) } else { start.saturating_sub(stop) };
    let size = step.unsigned_abs() as i128;
    let len = if distance <= 0 { 0 } else { (distance - 1) / size + 1 };
    if len > MAX_RANGE {
        let message =
            format!("Range too big. The sandbox blocks ranges larger than MAX_RANGE ({MAX_RANGE}).");
        return Err(PyError::new(PyErrorKind::Overflow, message));
    }
    Ok(Range::value(start, step, len as usize))
}

/// `dict(mapping, name=value)`, also of pairs.
fn dict(args: &[Value], named: &Named) -> PyResult<IndexMap<Value, Value>> {
    let mut entries = IndexMap::new();
    match args {
        [] => {}
        [source] => {
            if let Some(dict) = source.downcast_object_ref::<Dict>() {
                entries = dict.entries();
            } else {
                for pair in ops::iter(source)? {
                    let pair = ops::iter(&pair)?;
                    let [key, value] = pair.as_slice() else {
                        let message = format!(
                            "dictionary update sequence element #{} has length {}; 2 is required",
                            entries.len(),
                            pair.len()
                        );
                        return Err(PyError::value_error(message));
                    };
                    entries.insert(key.clone(), value.clone());
                }
            }
        }
        _ => {
            let message = format!("dict expected at most 1 argument, got {}", args.len());
            return Err(PyError::type_error(message));
        }
    }
    entries.extend(named.iter().map(|(name, value)| (Value::from(name.as_str()), value.clone())));
    Ok(entries)
}

/// What `platform.uname()` gives: a named tuple.
#[derive(Debug)]
pub(crate) struct UnameObject(Uname);

impl UnameObject {
    fn fields(&self) -> [(&'static str, &str); 5] {
        let uname = &self.0;
        [
            ("system", &uname.system),
            ("node", &uname.node),
            ("release", &uname.release),
            ("version", &uname.version),
            ("machine", &uname.machine),
        ]
    }

    pub(crate) fn attribute(&self, name: &str) -> Option<Value> {
        self.fields().into_iter().find(|(field, _)| *field == name).map(|(_, value)| Value::from(value))
    }
}

impl Object for UnameObject {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn is_true(self: &Arc<Self>) -> bool {
        true
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fields = self.fields().map(|(name, value)| format!("{name}={}", repr::repr(&Value::from(value))));
        write!(f, "uname_result({})", fields.join(", "))
    }
}
