using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Logging.Outlets;
using Zrepl.Engine.Tracing;

namespace Zrepl.Engine.Logging;

/// <summary>Makes the log and wires it up.</summary>
public static class ZreplLogging
{
    /// <summary>
    /// Makes the log: <see cref="LogPipeline.Serilog"/> is the Serilog logger, <see cref="LogPipeline.Factory"/> the logger factory. Begins to log spans and
    /// problems of the tracer. To be disposed last of all, so that the end is logged too.
    /// </summary>
    /// <param name="outlets">From the configuration; a new configuration is taken with <see cref="LogPipeline.ReplaceOutletsAsync(ValueList{LoggingOutletDefinition})"/>.</param>
    /// <param name="options">What the configuration does not say.</param>
    /// <param name="clock">The clock.</param>
    public static LogPipeline Create(ValueList<LoggingOutletDefinition> outlets, LogPipelineOptions options, TimeProvider clock)
    {
        var factory = OutletFactory.ForThisProcess(clock);
        return Create(factory.Make(outlets), factory, options, clock);
    }

    internal static LogPipeline Create(ImmutableArray<LogOutlet> outlets, OutletFactory factory, LogPipelineOptions options, TimeProvider clock)
    {
        var pipeline = new LogPipeline(outlets, factory, options, clock);
        var logger = pipeline.Factory.CreateLogger(typeof(Tracer).FullName!); // a class has one
        Tracer.ReportProblemsTo(problem => logger.TraceProblem(problem));
        return pipeline;
    }

    /// <summary>
    /// Makes every <see cref="ILogger{TCategoryName}"/> of the container write into the log. The pipeline stays the caller's to dispose.
    /// </summary>
    public static IServiceCollection AddZreplLogging(this IServiceCollection services, LogPipeline pipeline)
    {
        services.Replace(ServiceDescriptor.Singleton<ILoggerFactory>(pipeline.Factory));
        services.TryAdd(ServiceDescriptor.Singleton(typeof(ILogger<>), typeof(Logger<>)));
        services.TryAddSingleton(pipeline.Ring);
        services.TryAddSingleton(pipeline.Levels);
        services.TryAddSingleton(pipeline.Counts);
        return services;
    }
}
