//! How long each node's calls took.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use forgather_graph::NodeId;

use crate::construct::{Construction, lock};
use crate::message::{Place, Time};

/// The times, if anyone wants them.
#[derive(Debug)]
pub(crate) struct Times(Option<Mutex<HashMap<NodeId, (u32, Duration)>>>);

impl Times {
    pub(crate) fn new(wanted: bool) -> Self {
        Self(wanted.then(Mutex::default))
    }

    pub(crate) fn add(&self, id: NodeId, time: Duration) {
        if let Some(times) = &self.0 {
            let mut times = lock(times);
            let (calls, sum) = times.entry(id).or_default();
            *calls += 1;
            *sum += time;
        }
    }

    /// All times, the longest first.
    pub(crate) fn all(&self, construction: &Construction) -> Vec<Time> {
        let Some(times) = &self.0 else { return Vec::new() };
        let mut all: Vec<(NodeId, u32, Duration)> =
            lock(times).iter().map(|(id, (calls, time))| (*id, *calls, *time)).collect();
        all.sort_by(|a, b| b.2.cmp(&a.2).then(a.0.cmp(&b.0)));
        all.into_iter()
            .map(|(id, calls, time)| {
                let Place { constructor, span } = construction.place(id);
                Time { constructor, span, calls, seconds: time.as_secs_f64() }
            })
            .collect()
    }
}
