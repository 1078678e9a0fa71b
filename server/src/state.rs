//! What every request can reach.

use std::fmt;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

use serde_json::json;
use tokio::sync::OnceCell;

use crate::clock::Clock;
use crate::code_key::{self, CodeKeyError};
use crate::delivery::{Console, Deliverer, Delivery, Inbox};
use crate::engine::{CodeHash, Engine, FixedCodes, Parts};
use crate::error::Failure;
use crate::faults::Faults;
use crate::keyring::KeyRing;
use crate::random;
use crate::record::Recorder;
use crate::settings::Settings;
use crate::store::{SavedProject, SqliteStore, Store, StoreError};

/// The project of a service that was given none. Shorter IDs are refused by one official client.
pub const DEFAULT_PROJECT: &str = "P2doorcodeLocalDevelopment00";

/// How the service is to be opened; what the command line says.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Project IDs; those in the data file, or else one default project, when empty.
    pub projects: Vec<String>,
    /// The file that keeps everything; in memory when absent.
    pub data: Option<PathBuf>,
    /// Whether codes are also written to the console.
    pub console: bool,
    /// The service's time.
    pub clock: Clock,
}

/// The state of the service, shared by all requests.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

/// What the state holds.
pub struct Shared {
    /// The service's time.
    pub clock: Clock,
    /// The messages of the last while.
    pub inbox: Inbox,
    /// How messages are sent.
    pub delivery: Delivery,
    /// The requests of the last while.
    pub recorder: Recorder,
    /// What is to go wrong.
    pub faults: Faults,
    /// In the order they were given.
    pub projects: Vec<Arc<Project>>,
}

/// A project: its own users, keys, settings and management key.
#[derive(Clone)]
pub struct Project {
    /// The project ID.
    pub id: String,
    /// Opens the management paths.
    pub management_key: String,
    /// Signs and checks tokens.
    pub keys: KeyRing,
    /// The rules.
    pub engine: Engine,
}

/// Why the service could not be opened.
#[derive(Debug)]
pub enum OpenError {
    /// The database cannot be used.
    Store(String),
    /// The key beside the database cannot be used.
    CodeKey(CodeKeyError),
    /// What the database holds about a project cannot be read.
    Project(String),
}

impl AppState {
    /// Opens the store and the projects in it, and makes those that are missing.
    pub fn open(options: Options) -> Result<Self, OpenError> {
        let inbox = Inbox::new();
        let console = options.console.then(|| Arc::new(Console) as Arc<dyn Deliverer>);
        let delivery = Delivery::new(inbox.clone(), console);
        let opener = Opener {
            store: open_store(options.data.as_deref())?,
            code_hash: Arc::new(CodeHash::new(&code_key(options.data.as_deref())?)),
            durable: options.data.is_some(),
            clock: options.clock.clone(),
            delivery: delivery.clone(),
        };
        Ok(Self(Arc::new(Shared {
            clock: options.clock,
            inbox,
            delivery,
            recorder: Recorder::new(),
            faults: Faults::new(),
            projects: opener.projects(options.projects)?,
        })))
    }

    /// The project with this ID, the first one without an ID.
    #[must_use]
    pub fn project(&self, id: Option<&str>) -> Option<&Arc<Project>> {
        match id {
            Some(id) => self.projects.iter().find(|project| project.id == id),
            None => self.projects.first(),
        }
    }
}

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl Project {
    /// The settings as they stand.
    #[must_use]
    pub fn settings(&self) -> Arc<Settings> {
        self.engine.settings()
    }

    /// Stores the signing keys as they stand; to be called after each rotation.
    pub async fn store_keys(&self) -> Result<(), Failure> {
        self.engine.store_keys().await
    }
}

/// What the projects of one service have in common.
struct Opener {
    store: Arc<dyn Store>,
    code_hash: Arc<CodeHash>,
    durable: bool,
    clock: Clock,
    delivery: Delivery,
}

impl Opener {
    fn projects(&self, wanted: Vec<String>) -> Result<Vec<Arc<Project>>, OpenError> {
        let saved = self.saved()?;
        let wanted = match (wanted.is_empty(), saved.is_empty()) {
            (false, _) => wanted,
            (true, false) => saved.iter().map(|project| project.id.clone()).collect(),
            (true, true) => vec![DEFAULT_PROJECT.to_owned()],
        };
        let open = |id: String| {
            let known = saved.iter().find(|project| project.id == id).cloned();
            let project = known.map_or_else(|| self.add(id), Ok)?;
            self.project(project).map(Arc::new)
        };
        wanted.into_iter().map(open).collect()
    }

    fn project(&self, saved: SavedProject) -> Result<Project, OpenError> {
        let unreadable = |error: serde_json::Error| OpenError::Project(format!("{}: {error}", saved.id));
        let settings: Settings = serde_json::from_value(saved.settings).map_err(unreadable)?;
        let are_stored = saved.keys.is_some() || !self.durable;
        let keys = match saved.keys {
            Some(keys) => KeyRing::load(serde_json::from_value(keys).map_err(unreadable)?),
            None => KeyRing::generate(),
        };
        let engine = Engine::new(Parts {
            project: saved.id.as_str().into(),
            store: Arc::clone(&self.store),
            clock: self.clock.clone(),
            keys: keys.clone(),
            code_hash: Arc::clone(&self.code_hash),
            delivery: self.delivery.clone(),
            settings: RwLock::new(Arc::new(settings)),
            fixed_codes: FixedCodes::default(),
            stored_keys: OnceCell::new_with(are_stored.then_some(())),
        });
        Ok(Project { id: saved.id, management_key: saved.management_key, keys, engine })
    }

    fn add(&self, id: String) -> Result<SavedProject, OpenError> {
        let settings = json!(Settings::default());
        let project = SavedProject { id, management_key: random::secret(), settings, keys: None };
        let added = project.clone();
        self.store.wait(move |records| records.add_project(&added))?;
        Ok(project)
    }

    fn saved(&self) -> Result<Vec<SavedProject>, OpenError> {
        Ok(self.store.wait(|records| records.projects())?)
    }
}

fn open_store(data: Option<&Path>) -> Result<Arc<dyn Store>, StoreError> {
    Ok(Arc::new(match data {
        Some(path) => {
            // The signing keys are in it.
            code_key::private(path).map_err(|error| StoreError::Broken(error.to_string()))?;
            SqliteStore::open(path)?
        }
        None => SqliteStore::in_memory()?,
    }))
}

fn code_key(data: Option<&Path>) -> Result<[u8; 32], OpenError> {
    match data {
        Some(path) => code_key::beside(path).map_err(OpenError::CodeKey),
        None => Ok(random::bytes()),
    }
}

impl From<StoreError> for OpenError {
    fn from(error: StoreError) -> Self {
        Self::Store(error.to_string())
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store(text) => write!(f, "the database can't be used: {text}"),
            Self::CodeKey(error) => error.fmt(f),
            Self::Project(text) => write!(f, "a project in the database can't be read: {text}"),
        }
    }
}

impl std::error::Error for OpenError {}
