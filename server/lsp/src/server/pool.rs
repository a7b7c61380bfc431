//! Threads that do the work of requests and of the background, requests first.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;

/// A piece of work. It must catch its own panics to say what came of it; one that escapes costs nothing but the answer.
pub(crate) type Job = Box<dyn FnOnce() + Send>;

/// As many threads as the machine has cores.
pub(crate) struct Pool {
    shared: Arc<Shared>,
    size: usize,
}

#[derive(Default)]
struct Shared {
    queues: Mutex<Queues>,
    ready: Condvar,
}

#[derive(Default)]
struct Queues {
    requests: VecDeque<Job>,
    background: VecDeque<Job>,
}

/// Expansion takes more stack where it needs it; this is for everything around it.
const STACK: usize = 4 << 20;

impl Pool {
    pub(crate) fn new() -> Self {
        let size = thread::available_parallelism().map_or(2, usize::from).clamp(2, 16);
        let shared = Arc::new(Shared::default());
        for number in 0..size {
            let shared = Arc::clone(&shared);
            let builder = thread::Builder::new().name(format!("worker {number}")).stack_size(STACK);
            // A machine that has no thread left still has those that were started.
            let _ = builder.spawn(move || work(&shared));
        }
        Self { shared, size }
    }

    /// How many pieces of work are done at a time.
    pub(crate) fn size(&self) -> usize {
        self.size
    }

    /// Does a request's work before all that is in the background.
    pub(crate) fn request(&self, job: Job) {
        self.lock(|queues| queues.requests.push_back(job));
    }

    /// Does work when no request has any.
    pub(crate) fn background(&self, job: Job) {
        self.lock(|queues| queues.background.push_back(job));
    }

    fn lock(&self, change: impl FnOnce(&mut Queues)) {
        change(&mut self.shared.queues.lock().unwrap_or_else(PoisonError::into_inner));
        self.shared.ready.notify_one();
    }
}

fn work(shared: &Shared) {
    loop {
        let job = {
            let mut queues = shared.queues.lock().unwrap_or_else(PoisonError::into_inner);
            loop {
                if let Some(job) = queues.requests.pop_front().or_else(|| queues.background.pop_front()) {
                    break job;
                }
                queues = shared.ready.wait(queues).unwrap_or_else(PoisonError::into_inner);
            }
        };
        let _ = catch_unwind(AssertUnwindSafe(job));
    }
}

/// What a panic said.
pub(crate) fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned())
}
