//! The key that codes are hashed under, kept beside the database and not in it: whoever reads the database
//! alone learns no code.

use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::random;

/// The file of the key cannot be used.
#[derive(Debug)]
pub struct CodeKeyError {
    path: PathBuf,
    error: io::Error,
}

/// The key of the database at `data`, made on the first opening.
pub fn beside(data: &Path) -> Result<[u8; 32], CodeKeyError> {
    let mut path = data.as_os_str().to_owned();
    path.push(".key");
    let path = PathBuf::from(path);
    load_or_make(&path).map_err(|error| CodeKeyError { path, error })
}

fn load_or_make(path: &Path) -> io::Result<[u8; 32]> {
    match fs::read(path) {
        Ok(bytes) => bytes.try_into().map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "not a key")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => make(path),
        Err(error) => Err(error),
    }
}

/// The file has its final permissions before the key is in it, and is complete before it has its name.
fn make(path: &Path) -> io::Result<[u8; 32]> {
    let key = random::bytes();
    let draft = path.with_extension("key.new");
    let mut file = private(&draft)?;
    file.set_len(0)?;
    file.write_all(&key)?;
    file.sync_all()?;
    fs::rename(&draft, path)?;
    Ok(key)
}

/// A file that only its owner can read. One that is there already keeps its content and its permissions.
pub fn private(path: &Path) -> io::Result<fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

impl fmt::Display for CodeKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the key file {} can't be used: {}", self.path.display(), self.error)
    }
}

impl std::error::Error for CodeKeyError {}
