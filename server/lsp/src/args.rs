//! What can be written on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use forgather_dialect::Dialect;

/// Expands, explains and checks Forgather configurations.
#[derive(Debug, Parser)]
#[command(name = "forgather-ls", version, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: GlobalArgs,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Args)]
pub(crate) struct GlobalArgs {
    /// Take clock, host, user, folders and versions from this JSON file instead of the system
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) facts: Option<PathBuf>,
    /// The dialect of all templates: `current` or `2025-06`; else the workspace's settings say, else it is `current`
    #[arg(long, global = true, value_name = "DIALECT")]
    pub(crate) dialect: Option<Dialect>,
    /// Python interpreter, or virtual environment: templates see its packages' versions, and objects are constructed in it
    #[arg(long, global = true, value_name = "PATH")]
    pub(crate) python: Option<PathBuf>,
    /// When to use colors
    #[arg(long, global = true, default_value = "auto", value_name = "WHEN")]
    pub(crate) color: Color,
    /// Say less
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// Say more
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// Where the output is a terminal
    Auto,
    Always,
    Never,
}

impl Color {
    pub(crate) fn write_global(self) {
        match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::Always,
            Self::Never => anstream::ColorChoice::Never,
        }
        .write_global();
    }
}

/// Which project is meant.
#[derive(Debug, Args)]
pub(crate) struct ProjectArgs {
    /// The project's folder, or one within it
    #[arg(short, long, default_value = ".", value_name = "DIR")]
    pub(crate) project_dir: PathBuf,
}

/// Which configuration is meant.
#[derive(Debug, Args)]
pub(crate) struct ConfigurationArgs {
    #[command(flatten)]
    pub(crate) project: ProjectArgs,
    /// The configuration's name; the project's default configuration where there is none
    #[arg(short = 't', long, value_name = "NAME")]
    pub(crate) config_template: Option<String>,
}

/// Where output goes.
#[derive(Debug, Args)]
pub(crate) struct OutputArgs {
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve an editor: the Language Server Protocol on standard input and output
    Lsp(LspArgs),
    /// Find everything that is wrong, at the template text that caused it
    Check(CheckArgs),
    /// Explain a rule that `check` reports by, or list them all
    Explain(ExplainArgs),
    /// Print an expanded configuration
    Pp(PpArgs),
    /// List a project's configurations with their names and descriptions
    Ls(LsArgs),
    /// List the targets of a configuration: what can be constructed
    Targets(TargetsArgs),
    /// Print a configuration's node graph
    Graph(GraphArgs),
    /// Print Python that constructs a target
    Code(CodeArgs),
    /// Construct a target in Python, and show the object
    Materialize(MaterializeArgs),
    /// List the templates that a project can use
    Tlist(TlistArgs),
    /// Show which templates a configuration uses, and by which each is used
    Trefs(TrefsArgs),
    /// Show what a project's `meta.yaml` says
    Meta(MetaArgs),
    /// Print a template's line statements and block headers as Jinja2
    Translate(TranslateArgs),
    /// Print what completes this command line in a shell
    Completions(CompletionsArgs),
    /// Write manual pages
    #[command(hide = true)]
    Man(ManArgs),
}

#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell that reads it
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// The folder that they go to
    pub(crate) folder: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct LspArgs {
    /// Serve on standard input and output, as is done anyway
    #[arg(long, conflicts_with = "socket")]
    pub(crate) stdio: bool,
    /// Serve the first client that connects to this port of this machine, for debugging
    #[arg(long, value_name = "PORT")]
    pub(crate) socket: Option<u16>,
    /// The process that starts the server, as some editors tell it; `initialize` does, too
    #[arg(long = "clientProcessId", value_name = "ID", hide = true)]
    pub(crate) client_process_id: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckFormat {
    /// For people: each with its source line
    Text,
    /// One object a line: `file`, `line`, `column`, `endLine`, `endColumn` (from 1, columns in characters), `severity`,
    /// `code`, `message`, `configs`, `related`
    Json,
    /// SARIF 2.1.0, for tools that collect results
    Sarif,
    /// Annotations of GitHub's workflows
    Github,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Deny {
    /// Warnings fail the check as errors do
    Warnings,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Folders whose projects to check, or files: what is wrong in them, or in the configurations that they are. The
    /// current folder where none is given
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Check this project: its folder, or one within it
    #[arg(short, long, value_name = "DIR", conflicts_with = "paths")]
    pub(crate) project_dir: Option<PathBuf>,
    /// Check the configuration of this name alone
    #[arg(short = 't', long, value_name = "NAME", conflicts_with = "paths")]
    pub(crate) config_template: Option<String>,
    /// How to print what is found
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    pub(crate) format: CheckFormat,
    /// What else is to fail the check
    #[arg(long, value_name = "WHAT")]
    pub(crate) deny: Option<Deny>,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// The rule's code, such as `undefined-alias`; all rules are listed where there is none
    #[arg(value_name = "CODE")]
    pub(crate) code: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct PpArgs {
    #[command(flatten)]
    pub(crate) configuration: ConfigurationArgs,
    /// Print where each line comes from, as JSON: for each line that is not blank `line`, `file`, `sourceLine`,
    /// `sourceColumn` and `kind` (`text` or `expression`), counted from 1, columns in characters
    #[arg(long)]
    pub(crate) map: bool,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, Args)]
pub(crate) struct LsArgs {
    #[command(flatten)]
    pub(crate) project: ProjectArgs,
    /// All projects below the folder
    #[arg(short, long)]
    pub(crate) recursive: bool,
}

#[derive(Debug, Args)]
pub(crate) struct TargetsArgs {
    #[command(flatten)]
    pub(crate) configuration: ConfigurationArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphFormat {
    /// As Forgather's graph prints itself
    Repr,
    /// Nodes, edges and where each comes from
    Json,
    /// YAML as Forgather writes it; some floats and quoted strings do not read back
    Yaml,
    /// A tree of lines, for people
    Tree,
    /// A drawing for Graphviz
    Dot,
    /// A drawing, made by Graphviz' `dot`
    Svg,
}

#[derive(Debug, Args)]
pub(crate) struct GraphArgs {
    #[command(flatten)]
    pub(crate) configuration: ConfigurationArgs,
    /// How to show it
    #[arg(long, default_value = "repr", value_name = "FORMAT")]
    pub(crate) format: GraphFormat,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum NamePolicyArg {
    /// Those that are used more than once
    Required,
    /// Those, and those that have a name
    Named,
    /// All
    All,
}

#[derive(Debug, Args)]
pub(crate) struct CodeArgs {
    /// The target; `main`, or all of a configuration that is no mapping, where none is named
    #[arg(value_name = "TARGET")]
    pub(crate) target: Option<String>,
    #[command(flatten)]
    pub(crate) configuration: ConfigurationArgs,
    /// Which nodes become variables of their own
    #[arg(long, default_value = "named", value_name = "POLICY")]
    pub(crate) name_policy: NamePolicyArg,
    /// The name of the function that constructs the target
    #[arg(long, default_value = "construct", value_name = "NAME")]
    pub(crate) factory_name: String,
    /// Let the function take any further keyword arguments, and ignore them
    #[arg(long)]
    pub(crate) relaxed_kwargs: bool,
    /// Write Python that always runs, also where Forgather's own generator writes none: a partial at the root, symbols
    /// with dots, `latent_args`
    #[arg(long)]
    pub(crate) runnable: bool,
    /// Render this Jinja2 template: a template's name on the search path, or a file. It sees `imports`,
    /// `dynamic_imports`, `variables`, `definitions`, `main_body`, `factory_name`, and what `--set` gives
    #[arg(long, value_name = "FILE")]
    pub(crate) template: Option<String>,
    /// A variable for the template: JSON, or text
    #[arg(long = "set", value_name = "NAME=VALUE", requires = "template")]
    pub(crate) set: Vec<String>,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, Args)]
pub(crate) struct TlistArgs {
    #[command(flatten)]
    pub(crate) project: ProjectArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TrefsFormat {
    /// Who extends, includes and imports whom
    Tree,
    /// The files, in the order in which they are loaded
    Files,
    /// A graph for Graphviz
    Dot,
}

#[derive(Debug, Args)]
pub(crate) struct TrefsArgs {
    #[command(flatten)]
    pub(crate) configuration: ConfigurationArgs,
    /// How to show them
    #[arg(long, default_value = "tree", value_name = "FORMAT")]
    pub(crate) format: TrefsFormat,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, Args)]
pub(crate) struct MaterializeArgs {
    /// The target to construct: `main` where none is named
    #[arg(value_name = "TARGET")]
    pub(crate) target: Option<String>,
    #[command(flatten)]
    pub(crate) configuration: ConfigurationArgs,
    /// The value of a variable, as it would be written in a configuration
    #[arg(long = "var", value_name = "NAME=VALUE")]
    pub(crate) vars: Vec<String>,
    /// An argument for a partial, as it would be written in a configuration; with `NAME=`, by its name
    #[arg(long = "call", value_name = "ARG", allow_hyphen_values = true)]
    pub(crate) call: Vec<String>,
    /// How many seconds it may take; else the workspace's settings say, else it is 120
    #[arg(long, value_name = "SECONDS")]
    pub(crate) timeout: Option<f64>,
}

#[derive(Debug, Args)]
pub(crate) struct MetaArgs {
    #[command(flatten)]
    pub(crate) project: ProjectArgs,
}

#[derive(Debug, Args)]
pub(crate) struct TranslateArgs {
    /// The template's file; `-` reads standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}
