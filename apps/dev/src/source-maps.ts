import module from 'node:module';

/** Preloaded, so that stacks name our own sources. The maps of packages would take 5 MB a process: they stay away. */
module.setSourceMapsSupport?.(true, { nodeModules: false, generatedCode: false });
