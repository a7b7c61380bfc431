//! One interpreter, and what its files say about it.

use crate::{
    env::Env,
    installation::{self, Installation},
    pth,
    pyvenv::PyVenv,
    read, version,
};
use std::path::{Path, PathBuf};

/// A Python interpreter: where it is, which version, and where what is installed for it lies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Interpreter {
    /// The file to run. A link into an installation is kept as it is, because a virtual environment's interpreter is
    /// such a link and is told from the installation's own by its place alone.
    pub executable: PathBuf,
    /// `3.11.7`; only `3.11` where no file says more.
    pub version: Option<String>,
    /// The folders that hold installed distributions, in the order in which the interpreter looks into them.
    pub site_packages: Vec<PathBuf>,
    /// The folders in which it looks for modules, as in `sys.path`: `PYTHONPATH`, the standard library, site-packages,
    /// each followed by what its `.pth` files add. Archives are left out.
    pub search_path: Vec<PathBuf>,
    /// Whether code that runs as it starts may let it find modules elsewhere: an unknown module may then be there.
    pub import_hooks: bool,
}

impl Interpreter {
    /// What can be said about the interpreter at a path, which is taken to be one.
    pub(crate) fn at(executable: PathBuf, env: &Env) -> Self {
        // `getpath` looks for the file beside the executable, then one folder up, and does so before it follows links.
        let venv =
            executable.ancestors().skip(1).take(2).find_map(|folder| Some((folder, PyVenv::read(folder)?)));
        let Places { version, standard_library, site_packages } = match venv {
            Some((prefix, config)) => in_virtual_environment(prefix, &config, env),
            None => in_installation(&executable, env),
        };
        let mut search_path: Vec<PathBuf> = env.python_path.iter().flat_map(std::env::split_paths).collect();
        // Others are relative to wherever Python is started.
        search_path.retain(|folder| folder.is_absolute());
        let mut import_hooks = standard_library.is_empty();
        search_path.extend(standard_library);
        for folder in &site_packages {
            let additions = pth::additions(folder);
            search_path.push(folder.clone());
            search_path.extend(additions.folders);
            import_hooks |= additions.hooks;
        }
        import_hooks |= search_path.iter().any(|folder| customizes_imports(folder));
        Self { executable, version, site_packages, search_path, import_hooks }
    }

    /// The interpreter of a virtual environment, a conda environment or an installation, given its folder.
    pub(crate) fn in_folder(folder: &Path, env: &Env) -> Option<Self> {
        let names = ["bin/python3", "bin/python", "Scripts/python.exe", "python.exe"];
        let executable = names.iter().map(|name| folder.join(name)).find(|path| is_executable(path))?;
        Some(Self::at(executable, env))
    }
}

/// Whether a file is there that may be run.
pub(crate) fn is_executable(path: &Path) -> bool {
    let Ok(metadata) = path.metadata() else { return false };
    #[cfg(unix)]
    let may_run = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o111 != 0;
    #[cfg(not(unix))]
    let may_run = true;
    metadata.is_file() && may_run
}

/// What the files say about an interpreter.
struct Places {
    version: Option<String>,
    standard_library: Vec<PathBuf>,
    site_packages: Vec<PathBuf>,
}

/// Whether `sitecustomize` or `usercustomize`, which Python imports as it starts, meddle with imports. Debian's
/// `sitecustomize` only installs a crash handler.
fn customizes_imports(folder: &Path) -> bool {
    ["sitecustomize.py", "usercustomize.py"].iter().any(|name| {
        read::text(&folder.join(name))
            .is_some_and(|text| ["path", "modules", "site", "hook("].iter().any(|word| text.contains(word)))
    })
}

fn in_virtual_environment(prefix: &Path, config: &PyVenv, env: &Env) -> Places {
    let base = config.home.as_deref().and_then(|home| base_installation(home, config.version.as_deref()));
    let version = match (&config.version, base.as_ref().and_then(|base| base.version.clone())) {
        // The environment is a link to its base. If that was updated since, the base knows better.
        (Some(written), Some(now))
            if version::is_full(&now) && version::minor(written) == version::minor(&now) =>
        {
            Some(now)
        }
        (Some(written), _) => Some(written.clone()),
        (None, now) => now,
    };
    let mut site_packages = installation::site_packages_under(prefix, version.as_deref());
    if config.system_site_packages {
        site_packages.extend(user_site_packages(version.as_deref(), env));
        site_packages.extend(base.iter().flat_map(Installation::site_packages));
    }
    let standard_library = base.as_ref().map(Installation::standard_library).unwrap_or_default();
    Places { version, standard_library, site_packages }
}

/// What a virtual environment was made from. `home` may hold several interpreters: Debian's `/usr/bin` often does.
fn base_installation(home: &Path, version: Option<&str>) -> Option<Installation> {
    let versioned = version.and_then(version::minor).map(|(major, minor)| format!("python{major}.{minor}"));
    let names = versioned.iter().map(String::as_str).chain(["python3", "python", "python.exe"]);
    let executable = names.map(|name| home.join(name)).find(|path| is_executable(path))?;
    Installation::of(&executable)
}

fn in_installation(executable: &Path, env: &Env) -> Places {
    let Some(installation) = Installation::of(executable) else {
        return Places { version: None, standard_library: Vec::new(), site_packages: Vec::new() };
    };
    let mut site_packages = user_site_packages(installation.version.as_deref(), env);
    site_packages.extend(installation.site_packages());
    let standard_library = installation.standard_library();
    Places { version: installation.version, standard_library, site_packages }
}

/// Where `pip install --user` puts things, if anything is there.
fn user_site_packages(version: Option<&str>, env: &Env) -> Vec<PathBuf> {
    if env.no_user_site {
        return Vec::new();
    }
    let base = env.python_user_base.clone().or_else(|| Some(env.home.as_ref()?.join(".local")));
    let folder = base
        .zip(version.and_then(version::minor))
        .map(|(base, (major, minor))| base.join(format!("lib/python{major}.{minor}/site-packages")));
    folder.into_iter().filter(|folder| folder.is_dir()).collect()
}
