//! What is reported of workspaces on disk, and what their users are told about it.

mod alone;
mod calls;
mod cascades;
mod faults;
mod fixes;
mod page;
mod pages;
mod settings;
mod text;
mod workspace;
