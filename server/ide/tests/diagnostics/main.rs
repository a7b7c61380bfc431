//! What is reported of workspaces on disk, and what their users are told about it.

mod page;
mod pages;
mod workspace;
