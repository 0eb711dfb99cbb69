// The project is made by classes of this archetype, all at once, after every option was checked.
Thread.currentThread().contextClassLoader.loadClass('dev.lastmile.archetype.Generator')
        .run(request.properties, request.outputDirectory)
