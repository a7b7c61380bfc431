//! Jinja2's syntax: a tree with the place of everything, from any text.

pub mod ast;
mod expression;
pub(crate) mod lexemes;
mod lexer;
pub(crate) mod parser;
mod resolve;
mod salvage;
pub(crate) mod shadow;
mod statement;
mod tag;
