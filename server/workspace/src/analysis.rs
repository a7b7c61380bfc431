//! A configuration expanded and loaded: what everything that looks at a configuration starts from.

use std::sync::Arc;

use forgather_dialect::Dialect;
use forgather_expand::{ExpandedOffset, Expansion, Origin};
use forgather_graph::{Graph, Problem, Span, load};

use crate::project::{Configuration, Project};

/// A configuration, expanded and loaded. It never changes: an edit makes another.
#[derive(Debug)]
pub struct Analysis {
    /// The project whose configuration it is.
    pub project: Arc<Project>,
    /// The configuration.
    pub configuration: Configuration,
    /// Its text with origins, and what went wrong while it was expanded.
    pub expansion: Arc<Expansion>,
    /// The graph of that text.
    pub graph: Arc<Graph>,
    /// What is wrong with the graph.
    pub graph_problems: Vec<Problem>,
}

impl Analysis {
    /// Expands and loads a configuration of a project.
    pub fn new(project: &Arc<Project>, configuration: &Configuration) -> Self {
        let expansion = Arc::new(project.expand(&configuration.template));
        Self::of_expansion(project, configuration, expansion)
    }

    /// Loads a configuration that is expanded already.
    pub fn of_expansion(
        project: &Arc<Project>,
        configuration: &Configuration,
        expansion: Arc<Expansion>,
    ) -> Self {
        let (graph, graph_problems) = load(&expansion.text, graph_dialect(project.dialect()));
        let (project, configuration) = (Arc::clone(project), configuration.clone());
        Self { project, configuration, expansion, graph: Arc::new(graph), graph_problems }
    }

    /// The same graph, of an expansion with the same text whose origins may have moved.
    pub(crate) fn with_expansion(&self, project: &Arc<Project>, expansion: Arc<Expansion>) -> Self {
        debug_assert_eq!(self.expansion.text, expansion.text, "the graph is a function of the text");
        Self {
            project: Arc::clone(project),
            configuration: self.configuration.clone(),
            expansion,
            graph: Arc::clone(&self.graph),
            graph_problems: self.graph_problems.clone(),
        }
    }

    /// Where a place in the expanded text comes from. The end of the text belongs to what is before it.
    pub fn origin(&self, span: Span) -> Option<Origin> {
        let last = (self.expansion.text.len() as u32).saturating_sub(1);
        self.expansion.origin(ExpandedOffset(span.start.0.min(last)))
    }
}

/// The dialect by the graph's own name for it: the graph knows nothing of templates.
pub fn graph_dialect(dialect: Dialect) -> forgather_graph::Dialect {
    match dialect {
        Dialect::Current => forgather_graph::Dialect::Current,
        Dialect::June2025 => forgather_graph::Dialect::June2025,
    }
}
