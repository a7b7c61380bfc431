//! `targets`: what a configuration can construct.

use forgather_graph::{Graph, Kind, NodeId};

use crate::args::{GlobalArgs, TargetsArgs};
use crate::graph;
use crate::session::{Outcome, Session, write};

pub(crate) fn run(global: &GlobalArgs, args: &TargetsArgs) -> Outcome {
    let session = Session::new(global, &args.configuration.project.project_dir)?;
    let expansion = session.expand_whole(&args.configuration)?;
    let graph = graph::load_whole(&expansion, session.dialect())?;
    let Some(targets) = graph.targets() else {
        if !global.quiet {
            anstream::eprintln!(
                "the configuration is no mapping: it has no targets and is constructed as a whole"
            );
        }
        return Ok(());
    };
    let targets: Vec<(&str, NodeId)> = targets.map(|(name, entry)| (name, entry.value)).collect();
    let width = targets.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    let mut out = String::new();
    for (name, id) in targets {
        if global.verbose {
            out.push_str(&format!("{name:<width$}  {}\n", describe(&graph, id)));
        } else {
            out.push_str(name);
            out.push('\n');
        }
    }
    write(None, &out)
}

/// What a target is, as its tag says it.
fn describe(graph: &Graph, id: NodeId) -> String {
    match &graph.node(id).kind {
        Kind::Call(call) => format!("{}:{}", call.kind.tag(), call.constructor),
        Kind::Var(variable) => format!("!var {}", variable.name),
        kind => kind.describe().to_owned(),
    }
}
