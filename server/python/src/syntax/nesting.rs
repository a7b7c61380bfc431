//! A bound on how deeply a text can be nested, found before it is parsed: the parser's tree is as deep as the text's
//! nesting, and everything that walks over it, down to dropping it, recurses.

use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{Mode, lexer};

/// More than any text has that is written by hand. CPython's own parser gives up at 200 brackets.
const LIMIT: usize = 2_000;

/// Whether a statement could be nested more than the limit. Between two commas, each operator, bracket or keyword may
/// nest the rest one level deeper: `a.b.c`, `not not a`, `((a))`.
pub(super) fn is_too_deep(text: &str) -> bool {
    let mut lexer = lexer::lex(text, Mode::Module);
    let mut indentation = 0_usize;
    // The sum over all open brackets, and the part of the innermost.
    let (mut depth, mut brackets) = (0_usize, vec![0_usize]);
    loop {
        match lexer.next_token() {
            TokenKind::EndOfFile => return false,
            TokenKind::Indent => indentation += 1,
            TokenKind::Dedent => indentation = indentation.saturating_sub(1),
            TokenKind::Newline | TokenKind::Semi => {
                depth = 0;
                brackets = vec![0];
            }
            TokenKind::Comma => {
                if let Some(innermost) = brackets.last_mut() {
                    depth -= std::mem::take(innermost);
                }
            }
            TokenKind::Rpar
            | TokenKind::Rsqb
            | TokenKind::Rbrace
            | TokenKind::FStringEnd
            | TokenKind::TStringEnd
                if brackets.len() > 1 =>
            {
                depth -= brackets.pop().unwrap_or_default();
                // A chain of calls nests: `f()()()`.
                count(&mut depth, &mut brackets);
            }
            TokenKind::Lpar
            | TokenKind::Lsqb
            | TokenKind::Lbrace
            | TokenKind::FStringStart
            | TokenKind::TStringStart => {
                brackets.push(0);
                count(&mut depth, &mut brackets);
            }
            // Strings side by side are one; names and numbers nest nothing.
            TokenKind::String
            | TokenKind::FStringMiddle
            | TokenKind::TStringMiddle
            | TokenKind::Name
            | TokenKind::Int
            | TokenKind::Float
            | TokenKind::Comment
            | TokenKind::NonLogicalNewline => {}
            _ => count(&mut depth, &mut brackets),
        }
        if depth + indentation > LIMIT {
            return true;
        }
    }
}

fn count(depth: &mut usize, brackets: &mut [usize]) {
    if let Some(innermost) = brackets.last_mut() {
        *innermost += 1;
        *depth += 1;
    }
}
