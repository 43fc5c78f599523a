using Zrepl.Engine.Configuration;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Logging;
using Zrepl.Web.Data.Configurations;
using Zrepl.Web.Live.Configuring;

namespace Zrepl.Web.Hosting;

/// <summary>
/// Takes a changed <c>zrepl.yml</c> while the daemon runs: all of it, or nothing if there is an error in it. Source: spec config 17.4, design D3.
/// </summary>
internal sealed class ConfigurationReload(ConfigurationInForce configuration, HostedEngines engines, LogPipeline log, ConfigurationVersions versions,
    PrometheusListener prometheus, ILogger<ConfigurationReload> logger) : IConfigurationReload, IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    /// <inheritdoc/>
    public async Task<ReloadResult?> ReloadAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            var loaded = new ConfigurationLoader(new()).Load(configuration.Path);
            if (loaded.Definition is not { } definition)
            {
                foreach (var problem in loaded.Problems.Where(problem => problem.Severity == ProblemSeverity.Error)) logger.NotReloaded(problem.ToString());
                return null;
            }

            var before = configuration.Current.Global;
            var result = await engines.ReloadAsync(definition, cancellation);
            if (before?.Logging != definition.Global.Logging) await log.ReplaceOutletsAsync(definition.Global.Logging);
            await prometheus.ApplyAsync(definition.Global.Monitoring, cancellation);
            configuration.Current = loaded;
            versions.RememberFiles(loaded.Files);
            logger.Reloaded(Summary(result));
            if (before?.ControlSocketPath != definition.Global.ControlSocketPath) logger.NeedsRestart("global.control.sockpath");
            if (before?.StdinserverSocketDirectory != definition.Global.StdinserverSocketDirectory) logger.NeedsRestart("global.serve.stdinserver.sockdir");
            return result;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private static string Summary(ReloadResult result)
    {
        var parts = new[] { ("added", result.Added), ("removed", result.Removed), ("changed", result.Changed), ("after the run under way", result.AfterRun) }
            .Where(part => !part.Item2.IsEmpty)
            .Select(part => $"{part.Item1}: {string.Join(", ", part.Item2)}");
        var text = string.Join("; ", parts);
        return text.Length == 0 ? "no job changed" : text;
    }
}
