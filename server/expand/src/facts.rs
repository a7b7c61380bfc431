//! Facts about the world that templates can print: clock, host, user, folders and versions, as one value.

use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use jiff::ZonedDateTime;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::Deserialize;

/// What a template can learn of the world around it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Facts {
    /// Local time.
    pub now: DateTime,
    /// The same moment in UTC.
    pub utcnow: DateTime,
    /// The host's name.
    pub hostname: String,
    /// The user's name.
    pub user: String,
    /// The user's home folder.
    pub home: PathBuf,
    /// The working directory.
    pub cwd: PathBuf,
    /// What Python's `platform.uname()` gives.
    pub uname: Uname,
    /// Versions of Python and of packages that are installed for it; what is missing is undefined in templates.
    #[serde(default)]
    pub versions: Option<IndexMap<String, String>>,
    /// `XDG_…_HOME` and the like where they are set; by default they are not.
    #[serde(default)]
    pub xdg: Xdg,
}

/// The fields of Python's `platform.uname()`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Uname {
    /// `Linux`, `Darwin`, `Windows`
    pub system: String,
    /// The host's name on the network.
    pub node: String,
    /// Such as `6.1.0`.
    pub release: String,
    /// Such as `#1 SMP`.
    pub version: String,
    /// Such as `x86_64`.
    pub machine: String,
}

/// Folders that the environment sets, as the XDG specification names them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Xdg {
    /// `XDG_DATA_HOME`
    pub data_home: Option<PathBuf>,
    /// `XDG_CONFIG_HOME`
    pub config_home: Option<PathBuf>,
    /// `XDG_CACHE_HOME`
    pub cache_home: Option<PathBuf>,
    /// The first of `XDG_DATA_DIRS`
    pub data_dirs: Option<PathBuf>,
    /// The first of `XDG_CONFIG_DIRS`
    pub config_dirs: Option<PathBuf>,
}

impl Facts {
    /// The facts of this moment on this machine. Versions are not known here.
    pub fn from_system() -> Self {
        let now = ZonedDateTime::now();
        let uname = uname();
        let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let folder = |name: &str| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let first_folder = |name: &str| {
            variable(name)
                .and_then(|value| std::env::split_paths(&value).next())
                .filter(|path| path.is_absolute())
        };
        let text = |name: &str| variable(name).map(|value| value.to_string_lossy().into_owned());
        let user = ["LOGNAME", "USER", "LNAME", "USERNAME"].into_iter().find_map(text).unwrap_or_default();
        Self {
            now: now.datetime(),
            utcnow: now.with_time_zone(TimeZone::UTC).datetime(),
            hostname: uname.node.clone(),
            user,
            home: std::env::home_dir().unwrap_or_default(),
            cwd: std::env::current_dir().unwrap_or_default(),
            uname,
            versions: None,
            xdg: Xdg {
                data_home: folder("XDG_DATA_HOME"),
                config_home: folder("XDG_CONFIG_HOME"),
                cache_home: folder("XDG_CACHE_HOME"),
                data_dirs: first_folder("XDG_DATA_DIRS"),
                config_dirs: first_folder("XDG_CONFIG_DIRS"),
            },
        }
    }

    /// Facts pinned by a JSON file's text.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// The user's configuration folder of an application, as `platformdirs.user_config_dir` has it.
    pub fn user_config_dir(&self, application: &str) -> PathBuf {
        self.directory(UserDirectory::Config).join(application)
    }

    /// A folder as `platformdirs` names it, without an application's part.
    pub(crate) fn directory(&self, which: UserDirectory) -> PathBuf {
        let mac = self.uname.system == "Darwin";
        let (set, by_default): (&Option<PathBuf>, PathBuf) = match which {
            UserDirectory::Data if mac => (&None, self.home.join("Library/Application Support")),
            UserDirectory::Config if mac => (&None, self.home.join("Library/Application Support")),
            UserDirectory::Cache if mac => (&None, self.home.join("Library/Caches")),
            UserDirectory::SiteData if mac => (&None, PathBuf::from("/Library/Application Support")),
            UserDirectory::SiteConfig if mac => (&None, PathBuf::from("/Library/Application Support")),
            UserDirectory::Data => (&self.xdg.data_home, self.home.join(".local/share")),
            UserDirectory::Config => (&self.xdg.config_home, self.home.join(".config")),
            UserDirectory::Cache => (&self.xdg.cache_home, self.home.join(".cache")),
            UserDirectory::SiteData => (&self.xdg.data_dirs, PathBuf::from("/usr/local/share")),
            UserDirectory::SiteConfig => (&self.xdg.config_dirs, PathBuf::from("/etc/xdg")),
        };
        set.clone().unwrap_or(by_default)
    }

    /// `path` made absolute by the working directory.
    pub fn absolute(&self, path: &Path) -> PathBuf {
        self.cwd.join(path)
    }
}

/// The folders of `platformdirs` that templates can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UserDirectory {
    Data,
    Config,
    Cache,
    SiteData,
    SiteConfig,
}

#[cfg(unix)]
fn uname() -> Uname {
    let uname = rustix::system::uname();
    let text = |value: &std::ffi::CStr| value.to_string_lossy().into_owned();
    Uname {
        system: text(uname.sysname()),
        node: text(uname.nodename()),
        release: text(uname.release()),
        version: text(uname.version()),
        machine: text(uname.machine()),
    }
}

#[cfg(not(unix))]
fn uname() -> Uname {
    Uname {
        system: "Windows".to_owned(),
        node: std::env::var("COMPUTERNAME").unwrap_or_default(),
        machine: std::env::var("PROCESSOR_ARCHITECTURE").unwrap_or_default(),
        ..Uname::default()
    }
}
