//! `graph`: a configuration's node graph. Its JSON is described in `docs/graph-json.md`.

use forgather_graph::encode::{self, NamePolicy};

use crate::args::{GlobalArgs, GraphArgs, GraphFormat};
use crate::session::{Failure, Outcome, Session, write};
use crate::{graph, report};

pub(crate) fn run(global: &GlobalArgs, args: &GraphArgs) -> Outcome {
    let session = Session::new(global, &args.configuration.project.project_dir)?;
    let expansion = session.expand_whole(&args.configuration)?;
    let graph = graph::load_whole(&expansion, session.dialect())?;
    let mut text = match args.format {
        GraphFormat::Repr => graph::encoded(&expansion, encode::repr(&graph))?,
        GraphFormat::Yaml => graph::encoded(&expansion, encode::yaml(&graph, NamePolicy::Named))?,
        GraphFormat::Json => {
            let text = graph::encoded(&expansion, encode::json(&graph))?;
            graph::with_origins(&expansion, &text)
                .map_err(|error| failed(&format!("the graph's JSON cannot be read: {error}")))?
        }
        GraphFormat::Tree => {
            let lines = graph::encoded(&expansion, encode::tree(&graph))?;
            lines.into_iter().map(|line| line.text + "\n").collect()
        }
        GraphFormat::Dot => graph::encoded(&expansion, encode::dot(&graph))?,
        GraphFormat::Svg => {
            let dot = graph::encoded(&expansion, encode::dot(&graph))?;
            graph::svg(&dot).map_err(|error| failed(&error))?
        }
    };
    if !text.ends_with('\n') {
        text.push('\n');
    }
    write(args.output.output.as_ref(), &text)
}

fn failed(message: &str) -> Failure {
    report::error(message);
    Failure::NotRun
}
