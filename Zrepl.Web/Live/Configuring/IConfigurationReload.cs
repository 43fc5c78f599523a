using Zrepl.Engine.Jobs;

namespace Zrepl.Web.Live.Configuring;

/// <summary>Takes over what the files of the configuration say.</summary>
internal interface IConfigurationReload
{
    /// <summary>Reads the files and takes them over: all of it, or nothing.</summary>
    /// <returns>What became of the jobs; null if the old configuration stays, for reasons in the log.</returns>
    Task<ReloadResult?> ReloadAsync(CancellationToken cancellation);
}
