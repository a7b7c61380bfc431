//! What an answer takes: as time passes, and as the processor works on it.

use std::time::{Duration, Instant};

/// Measures this thread from when it is started.
#[derive(Debug)]
pub struct Stopwatch {
    worked: Duration,
    begun: Instant,
}

/// What something took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Measured {
    /// As a person waits for it.
    pub took: Duration,
    /// As this thread worked on it, whatever else the machine did meanwhile; nothing where the system does not say.
    pub worked: Duration,
}

impl Stopwatch {
    /// Starts now.
    pub fn start() -> Self {
        Self { worked: worked(), begun: Instant::now() }
    }

    /// What has passed.
    pub fn stop(&self) -> Measured {
        let took = self.begun.elapsed();
        Measured { took, worked: worked().saturating_sub(self.worked) }
    }
}

#[cfg(unix)]
fn worked() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(time).unwrap_or_default()
}

#[cfg(not(unix))]
fn worked() -> Duration {
    Duration::ZERO
}
