const sdk = require('doorcode');
const descopeClient = sdk({ projectId: <ProjectID> });
