import DescopeClient from 'doorcode';
const descopeClient = DescopeClient({ projectId: <ProjectID> });
