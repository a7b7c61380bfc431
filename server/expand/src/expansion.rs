//! The result of expanding a configuration: text, the origin of every byte, and what went wrong.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use forgather_dialect::{Dialect, FileSpan, JinjaSpan, LineColumn, Part};

use crate::globals::Globals;
use crate::interpreter::template::TemplateHandle;
use crate::interpreter::{Interpreter, recovery};
use crate::limits::Limits;
use crate::loader::{LoadedFile, Loader};
use crate::origin::{ExpandedOffset, FrameId, Mark, OriginKind, TracedText};
use crate::problem::{Problem, Reach};
use crate::trace::Trace;

/// What is to be expanded, and with what.
pub struct Request<'a> {
    /// Finds templates.
    pub loader: &'a dyn Loader,
    /// The dialect of all templates.
    pub dialect: Dialect,
    /// The names that every template sees.
    pub globals: Arc<Globals>,
    /// What keeps the expansion bounded.
    pub limits: Limits,
}

/// An activation of a template, a block or a macro.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// The template whose text it runs: an index into the expansion's templates.
    pub template: u32,
    /// What it is.
    pub kind: FrameKind,
    /// The activation that made it, and where in that one's template.
    pub caller: Option<(FrameId, JinjaSpan)>,
}

/// What an activation is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FrameKind {
    /// The configuration itself.
    Main,
    /// A template that the caller extends.
    Extends,
    /// A template that the caller includes.
    Include,
    /// A template that the caller imports.
    Import,
    /// A block, where a template places it.
    Block(Arc<str>),
    /// A block of a parent template, called by `super()`.
    Super(Arc<str>),
    /// A macro.
    Macro(Arc<str>),
}

/// A template that an expansion used.
#[derive(Debug, Clone)]
pub struct Template(Arc<TemplateHandle>);

impl Template {
    /// The name that it was asked for by.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The file that it is in.
    pub fn file(&self) -> &Arc<LoadedFile> {
        &self.0.file
    }

    /// Its text, tree and positions.
    pub fn part(&self) -> &Part {
        self.0.part()
    }

    /// Which of its file's parts it is: 0 is the file's own template.
    pub fn part_index(&self) -> usize {
        self.0.part
    }

    /// Whether a split marker within its file names it.
    pub fn is_sub_template(&self) -> bool {
        self.0.part > 0
    }

    /// The place in its file of a span of its Jinja2 source.
    pub fn file_span(&self, span: JinjaSpan) -> FileSpan {
        self.0.part().file_span(span)
    }
}

/// Where a byte of the expanded text comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// The activation that output it.
    pub frame: FrameId,
    /// Text or an expression's value.
    pub kind: OriginKind,
    /// The place in the file of the frame's template: for text, of that byte; for an expression, of all of it.
    pub span: FileSpan,
}

/// An expanded configuration.
#[derive(Debug, Default)]
pub struct Expansion {
    /// The expanded text. Where there are problems it is what could be expanded, with [`Expansion::GAP`] where a value
    /// could not be computed.
    pub text: String,
    /// What went wrong; empty where Forgather expands the configuration too.
    pub problems: Vec<Problem>,
    /// The templates that were used, in the order in which they were loaded.
    pub templates: Vec<Template>,
    /// Names that were asked for and not found.
    pub missing: Vec<String>,
    /// Whether more of the text is missing than each [`Expansion::GAP`] stands for: an include, a loop, the rest.
    pub left_out: bool,
    frames: Vec<Frame>,
    marks: Vec<Mark>,
}

/// Expands the template of that name.
pub fn expand(request: &Request<'_>, name: &str) -> Expansion {
    run(request, name, None)
}

/// Expands a template given as a file that need not be on the search path, such as an unsaved document or a string.
pub fn expand_file(request: &Request<'_>, name: &str, file: Arc<LoadedFile>) -> Expansion {
    run(request, name, Some(file))
}

/// Expands the template of that name, and says what happened.
pub fn expand_traced(request: &Request<'_>, name: &str) -> (Expansion, Trace) {
    let mut interpreter = Interpreter::new(request);
    interpreter.trace = Some(Box::default());
    finish(interpreter, name, None)
}

fn run(request: &Request<'_>, name: &str, file: Option<Arc<LoadedFile>>) -> Expansion {
    finish(Interpreter::new(request), name, file).0
}

fn finish(mut interpreter: Interpreter<'_>, name: &str, file: Option<Arc<LoadedFile>>) -> (Expansion, Trace) {
    let mut output = TracedText::default();
    let mut left_out = false;
    if let Err(problem) = interpreter.main(name, file, &mut output) {
        left_out = true;
        if !matches!(problem.reach, Reach::Echo | Reach::End) {
            interpreter.problems.push(*problem);
        }
    }
    interpreter.take_apart();
    let trace = interpreter.trace.take().map(|trace| *trace).unwrap_or_default();
    let expansion = Expansion {
        text: output.text,
        problems: interpreter.problems,
        left_out: left_out || interpreter.left_out,
        templates: interpreter.templates.into_iter().map(Template).collect(),
        missing: interpreter.missing,
        frames: interpreter.frames,
        marks: output.marks,
    };
    (expansion, trace)
}

impl Expansion {
    /// What stands in the text for a value that could not be computed. It can be part of any YAML scalar, tag or name.
    pub const GAP: &str = recovery::GAP;

    /// Whether the text is all that there is to it.
    pub fn is_complete(&self) -> bool {
        self.problems.is_empty()
    }

    /// An activation; none only for that of a main template that is not found.
    pub fn frame(&self, id: FrameId) -> Option<&Frame> {
        self.frames.get(id.0 as usize)
    }

    /// Every activation with its id, in the order in which they began.
    pub fn frames(&self) -> impl Iterator<Item = (FrameId, &Frame)> {
        self.frames.iter().enumerate().map(|(index, frame)| (FrameId(index as u32), frame))
    }

    /// The template that an activation runs.
    pub fn template_of(&self, id: FrameId) -> Option<&Template> {
        self.templates.get(self.frame(id)?.template as usize)
    }

    /// Where a byte of the text comes from.
    pub fn origin(&self, offset: ExpandedOffset) -> Option<Origin> {
        let index = self.marks.partition_point(|mark| mark.at <= offset.0).checked_sub(1)?;
        let mark = self.marks.get(index)?;
        let template = self.template_of(mark.frame)?;
        let span = match mark.kind {
            OriginKind::Expression => template.file_span(mark.span),
            OriginKind::Text => {
                let start = mark.span.start.0 + (offset.0 - mark.at);
                template.file_span(JinjaSpan::new(start as usize, start as usize + 1))
            }
        };
        Some(Origin { frame: mark.frame, kind: mark.kind, span })
    }

    /// The run of the text, in bytes, that has the same origin as the byte at `offset`.
    pub fn run_at(&self, offset: ExpandedOffset) -> Option<Range<usize>> {
        let index = self.marks.partition_point(|mark| mark.at <= offset.0).checked_sub(1)?;
        let end = self.marks.get(index + 1).map_or(self.text.len(), |next| next.at as usize);
        Some(self.marks[index].at as usize..end)
    }

    /// The place in a template's file where a range of the text is written as it is, and the activation that output it;
    /// none where an expression gave a part of it, or more than one place did.
    pub fn written(&self, range: Range<usize>) -> Option<(FrameId, FileSpan)> {
        let text = self.text.get(range.clone())?;
        let first = self.origin(ExpandedOffset(range.start as u32))?;
        let last = self.origin(ExpandedOffset(range.end.checked_sub(1)? as u32))?;
        if first.frame != last.frame || first.kind != OriginKind::Text || last.kind != OriginKind::Text {
            return None;
        }
        let span = FileSpan { start: first.span.start, end: last.span.end };
        let file = self.template_of(first.frame)?.file();
        (file.source.text.get(span.range()) == Some(text)).then_some((first.frame, span))
    }

    /// The runs of the text that have one origin each, in order: their bytes, and the origin of the first.
    pub fn runs(&self) -> impl Iterator<Item = (Range<usize>, Origin)> {
        self.marks.iter().enumerate().filter_map(|(index, mark)| {
            let end = self.marks.get(index + 1).map_or(self.text.len(), |next| next.at as usize);
            Some((mark.at as usize..end, self.origin(ExpandedOffset(mark.at))?))
        })
    }

    /// The steps that lead to an activation, from its caller up to the configuration: what each is, the template
    /// that takes the step, and where in its file.
    pub fn chain(&self, id: FrameId) -> Vec<Step<'_>> {
        let mut steps = Vec::new();
        let mut current = id;
        while let Some(frame) = self.frame(current) {
            let Some((caller, span)) = frame.caller else { break };
            let Some(template) = self.template_of(caller) else { break };
            steps.push(Step { kind: &frame.kind, template, span: template.file_span(span) });
            current = caller;
        }
        steps
    }

    /// For each line of the text that is not blank, its number from 0 and where its first character that is not
    /// blank comes from.
    pub fn line_origins(&self) -> Vec<(usize, Origin)> {
        let mut origins = Vec::new();
        let mut start = 0;
        for (number, line) in self.text.split('\n').enumerate() {
            let indentation = line.len() - line.trim_start().len();
            if indentation < line.len()
                && let Some(origin) = self.origin(ExpandedOffset((start + indentation) as u32))
            {
                origins.push((number, origin));
            }
            start += line.len() + 1;
        }
        origins
    }

    /// The file, line and column of a place in the template of an activation.
    pub fn location(&self, id: FrameId, span: FileSpan) -> Option<(&Path, LineColumn)> {
        let file = self.template_of(id)?.file();
        Some((&file.path, file.source.line_column(span.start)))
    }
}

/// A step of the chain that leads to an activation.
#[derive(Debug)]
pub struct Step<'a> {
    /// What the step leads to.
    pub kind: &'a FrameKind,
    /// The template that takes it.
    pub template: &'a Template,
    /// Where, in that template's file.
    pub span: FileSpan,
}
