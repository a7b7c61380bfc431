//! The colours of statements and expressions. Tokens and their neighbours decide, so that half-typed text has them, too.

use std::collections::HashSet;
use std::ops::Range;

use forgather_dialect::ast::NodeKind;
use forgather_dialect::{FileSpan, Lexeme, LexemeKind};

use super::{BlockRef, BlockState, Canvas, Modifiers, TokenType};
use crate::syntax::{Form, Layers, Statement};

/// The words that are no names wherever they stand in an expression.
const WORDS: [&str; 8] = ["and", "or", "not", "in", "is", "if", "else", "elif"];
const CONSTANTS: [&str; 6] = ["true", "True", "false", "False", "none", "None"];

pub(super) fn paint(
    layers: &Layers<'_>,
    state: &dyn Fn(&BlockRef<'_>) -> BlockState,
    canvas: &mut Canvas<'_>,
) {
    let macros = macros(layers);
    let mut at = 0;
    for statement in &layers.statements {
        Tokens { layers, keyword: "", macros: &macros }.paint(at..statement.lexemes.start, canvas);
        at = statement.lexemes.end;
        if statement.form == Form::Header {
            header(layers, statement, state, canvas);
            continue;
        }
        let tokens = Tokens { layers, keyword: statement.keyword, macros: &macros };
        tokens.paint(statement.lexemes.clone(), canvas);
        if matches!(statement.keyword, "block" | "endblock") {
            block_name(layers, statement, state, canvas);
        }
    }
    Tokens { layers, keyword: "", macros: &macros }.paint(at..layers.lexemes.len(), canvas);
}

/// The names of the macros that a template defines or imports.
fn macros<'a>(layers: &'a Layers<'_>) -> HashSet<&'a str> {
    let mut found = HashSet::new();
    for node in &layers.part.template.body {
        node.walk(&mut |node| match &node.kind {
            NodeKind::Macro(definition) => _ = found.insert(&*definition.name.name),
            NodeKind::FromImport(import) => {
                let names = import.names.iter().map(|(name, alias)| alias.as_ref().unwrap_or(name));
                found.extend(names.map(|name| &*name.name));
            }
            _ => {}
        });
    }
    found
}

fn block_modifiers(
    layers: &Layers<'_>,
    name: &str,
    is_definition: bool,
    state: &dyn Fn(&BlockRef<'_>) -> BlockState,
) -> Modifiers {
    let template = layers.part.name.as_ref().map(|(name, _)| name.as_str());
    let state = state(&BlockRef { template, name });
    let mut modifiers = if is_definition { Modifiers::DEFINITION } else { Modifiers::NONE };
    if state.overridden {
        modifiers = modifiers.with(Modifiers::OVERRIDDEN);
    }
    if state.inherited {
        modifiers = modifiers.with(Modifiers::INHERITED);
    }
    modifiers
}

/// `[name!]`
fn header(
    layers: &Layers<'_>,
    statement: &Statement<'_>,
    state: &dyn Fn(&BlockRef<'_>) -> BlockState,
    canvas: &mut Canvas<'_>,
) {
    if statement.keyword != "block" {
        return;
    }
    let text = layers.text(statement.span);
    let name = text.trim_start_matches('[').trim_end_matches([']', '!']);
    let start = statement.span.start.index() + 1;
    canvas.paint(statement.span, TokenType::Delimiter, Modifiers::NONE);
    let modifiers = block_modifiers(layers, name, true, state);
    canvas.paint(FileSpan::new(start, start + name.len()), TokenType::Block, modifiers);
}

/// The name behind `block` and `endblock`.
fn block_name(
    layers: &Layers<'_>,
    statement: &Statement<'_>,
    state: &dyn Fn(&BlockRef<'_>) -> BlockState,
    canvas: &mut Canvas<'_>,
) {
    let Some(lexeme) = layers.lexemes[statement.lexemes.clone()].get(2) else { return };
    if lexeme.kind != LexemeKind::Name {
        return;
    }
    let name = &layers.part.translation.jinja[lexeme.span.range()];
    let modifiers = block_modifiers(layers, name, statement.keyword == "block", state);
    for span in layers.part.translation.copied(lexeme.span) {
        canvas.paint(span, TokenType::Block, modifiers);
    }
}

/// The tokens of one statement, or of text and expressions between two.
struct Tokens<'a> {
    layers: &'a Layers<'a>,
    keyword: &'a str,
    macros: &'a HashSet<&'a str>,
}

impl Tokens<'_> {
    fn text(&self, lexeme: &Lexeme) -> &str {
        &self.layers.part.translation.jinja[lexeme.span.range()]
    }

    fn paint(&self, range: Range<usize>, canvas: &mut Canvas<'_>) {
        let lexemes = &self.layers.lexemes[range];
        // The brackets that are open, each with whether it holds arguments.
        let mut brackets: Vec<bool> = Vec::new();
        for (at, lexeme) in lexemes.iter().enumerate() {
            let text = self.text(lexeme);
            let mut modifiers = Modifiers::NONE;
            let kind = match lexeme.kind {
                LexemeKind::Data | LexemeKind::Comment | LexemeKind::Unreadable => continue,
                LexemeKind::OpenStatement | LexemeKind::OpenExpression => {
                    brackets.clear();
                    self.delimiter(lexeme, canvas);
                    continue;
                }
                LexemeKind::Close => TokenType::Delimiter,
                LexemeKind::Number => TokenType::Number,
                LexemeKind::String => TokenType::String,
                LexemeKind::Operator => {
                    match text {
                        "(" => {
                            brackets.push(at > 0 && is_callee(&lexemes[at - 1], self.text(&lexemes[at - 1])));
                        }
                        "[" | "{" => brackets.push(false),
                        ")" | "]" | "}" => _ = brackets.pop(),
                        _ => {}
                    }
                    if matches!(text, "(" | ")" | "[" | "]" | "{" | "}" | "," | ":" | ".") {
                        continue;
                    }
                    TokenType::Operator
                }
                LexemeKind::Name => {
                    let in_call = brackets.last().copied().unwrap_or_default();
                    let (kind, defines) = self.name(lexemes, at, in_call, brackets.len());
                    if defines {
                        modifiers = Modifiers::DEFINITION;
                    }
                    kind
                }
            };
            for span in self.layers.part.translation.copied(lexeme.span) {
                canvas.paint(span, kind, modifiers);
            }
        }
    }

    /// Braces, or the operator that stands for them.
    fn delimiter(&self, lexeme: &Lexeme, canvas: &mut Canvas<'_>) {
        let translation = &self.layers.part.translation;
        let mut copied = translation.copied(lexeme.span).peekable();
        if copied.peek().is_none() {
            canvas.paint(translation.file_span(lexeme.span), TokenType::Delimiter, Modifiers::NONE);
        }
        for span in copied {
            canvas.paint(span, TokenType::Delimiter, Modifiers::NONE);
        }
    }

    /// What a name is, and whether it is defined here.
    fn name(&self, lexemes: &[Lexeme], at: usize, in_call: bool, depth: usize) -> (TokenType, bool) {
        let text_at =
            |at: Option<usize>| at.and_then(|at| lexemes.get(at)).map_or("", |lexeme| self.text(lexeme));
        let text = text_at(Some(at));
        let (before, next) = (text_at(at.checked_sub(1)), text_at(Some(at + 1)));
        let is_called = next == "(";
        match before {
            "." if is_called => return (TokenType::Function, false),
            // `-- set ns.x = …`
            "." => return (TokenType::Property, self.keyword == "set" && next == "=" && depth == 0),
            "|" => return (TokenType::Function, false),
            "is" if text != "not" => return (TokenType::Function, false),
            "not" if text_at(at.checked_sub(2)) == "is" => return (TokenType::Function, false),
            _ => {}
        }
        if CONSTANTS.contains(&text) || self.is_keyword(lexemes, at, depth) {
            return (TokenType::Keyword, false);
        }
        match (self.keyword, before) {
            ("filter", "filter") => return (TokenType::Function, false),
            ("macro", "macro") => return (TokenType::Macro, true),
            ("macro", "(" | ",") if depth == 1 => return (TokenType::Parameter, true),
            ("call", "(" | ",") if depth == 1 && text_at(Some(1)) == "call" && text_at(Some(2)) == "(" => {
                return (TokenType::Parameter, true);
            }
            ("from", "import" | "," | "as") => return (TokenType::Macro, before == "as" || next != "as"),
            ("import", "as") => return (TokenType::Namespace, true),
            _ => {}
        }
        if in_call && next == "=" {
            return (TokenType::Parameter, false);
        }
        if is_called {
            let kind = if self.macros.contains(text) { TokenType::Macro } else { TokenType::Function };
            return (kind, false);
        }
        (TokenType::Variable, self.is_assigned(lexemes, at, depth))
    }

    fn is_keyword(&self, lexemes: &[Lexeme], at: usize, depth: usize) -> bool {
        if at == 1 && lexemes[0].kind == LexemeKind::OpenStatement {
            return true;
        }
        let text = self.text(&lexemes[at]);
        if WORDS.contains(&text) {
            return true;
        }
        let is_next = |wanted: &str| lexemes.get(at + 1).is_some_and(|next| self.text(next) == wanted);
        let is_behind = |wanted: &[&str]| wanted.contains(&self.text(&lexemes[at - 1]));
        depth == 0
            && match text {
                "recursive" => self.keyword == "for",
                "scoped" | "required" => self.keyword == "block" && at > 2,
                "import" => self.keyword == "from",
                "as" => matches!(self.keyword, "from" | "import"),
                "with" | "without" => self.takes_context() && is_next("context"),
                "context" => self.takes_context() && is_behind(&["with", "without"]),
                "ignore" => self.keyword == "include" && is_next("missing"),
                "missing" => self.keyword == "include" && is_behind(&["ignore"]),
                _ => false,
            }
    }

    fn takes_context(&self) -> bool {
        matches!(self.keyword, "include" | "import" | "from")
    }

    /// Whether a variable is what `set`, `for` or `with` assigns to.
    fn is_assigned(&self, lexemes: &[Lexeme], at: usize, depth: usize) -> bool {
        let behind = |wanted: &str| lexemes[at..].iter().any(|lexeme| self.text(lexeme) == wanted);
        let before = |wanted: &str| lexemes[..at].iter().any(|lexeme| self.text(lexeme) == wanted);
        let next = lexemes.get(at + 1).map_or("", |next| self.text(next));
        match self.keyword {
            "set" => !before("=") && !before("|") && next != ".",
            "for" => !before("in") && behind("in"),
            "with" => depth == 0 && next == "=",
            _ => false,
        }
    }
}

/// Whether a bracket behind a token opens arguments.
fn is_callee(before: &Lexeme, text: &str) -> bool {
    match before.kind {
        LexemeKind::Name => !WORDS.contains(&text),
        LexemeKind::Operator => matches!(text, ")" | "]"),
        _ => false,
    }
}
