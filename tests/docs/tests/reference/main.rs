//! The reference of commands, of settings, and of what the extension for Visual Studio Code adds, is made of the code.
//! `UPDATE_EXPECT=1` writes it; `cargo xtask docs` does that.

mod commands;
mod extension;
mod settings;
