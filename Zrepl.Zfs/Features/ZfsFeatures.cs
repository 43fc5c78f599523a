using System.Collections.Concurrent;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Names;

namespace Zrepl.Zfs.Features;

/// <summary>
/// What this ZFS can do, found by asking its commands for their usage text (spec A10). Probes decide; the version is for display.
/// </summary>
public sealed class ZfsFeatures
{
    private const string PoolFeature = "feature@extensible_dataset";

    private readonly IZfsCommandRunner _runner;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _retryAfter;
    private readonly CachedProbe _encryption;
    private readonly CachedProbe _resumableSend;
    private readonly CachedProbe _resumableReceive;
    private readonly CachedProbe _snapshotLists;
    private readonly CachedProbe _bookmarkCloning;
    private readonly ConcurrentDictionary<DatasetPath, CachedProbe> _pools = new();
    private readonly ConcurrentDictionary<DatasetPath, bool> _pastRefusals = new();

    /// <summary>Nothing is asked before it is needed.</summary>
    /// <param name="runner">Runs the probes.</param>
    /// <param name="clock">Tells when a no is old enough to ask again.</param>
    /// <param name="overrides">Answers given by environment variables instead of probes.</param>
    /// <param name="retryAfter">How long a no is believed; upstream's 30 seconds.</param>
    public ZfsFeatures(IZfsCommandRunner runner, TimeProvider clock, FeatureOverrides overrides, TimeSpan retryAfter)
    {
        _runner = runner;
        _clock = clock;
        _retryAfter = retryAfter;
        _encryption = Probe(overrides.EncryptionCli, "load-key", "load-key", "keylocation");
        _resumableSend = Probe(overrides.SendResume, "send", "receive_resume_token");
        _resumableReceive = Probe(null, "receive", "-A <filesystem|volume>");
        _snapshotLists = Probe(overrides.CommaSyntax, "destroy", "<filesystem|volume>@<snap>[%<snap>][,...]");
        _bookmarkCloning = Probe(null, "bookmark", "<snapshot|bookmark>");
    }

    /// <summary>Native encryption and raw sends (OpenZFS 0.8).</summary>
    public Task<bool> HasEncryptionAsync(CancellationToken cancellation) => _encryption.AskAsync(cancellation);

    /// <summary><c>zfs send -t</c>.</summary>
    public Task<bool> HasResumableSendAsync(CancellationToken cancellation) => _resumableSend.AskAsync(cancellation);

    /// <summary><c>zfs destroy fs@a,b,c</c>.</summary>
    public Task<bool> HasSnapshotListsAsync(CancellationToken cancellation) => _snapshotLists.AskAsync(cancellation);

    /// <summary>A bookmark as the source of a bookmark (OpenZFS 2.0).</summary>
    public Task<bool> HasBookmarkCloningAsync(CancellationToken cancellation) => _bookmarkCloning.AskAsync(cancellation);

    /// <summary>
    /// <c>zfs receive -s</c> on the pool of a dataset. A pool that cannot be asked (jail, delegated user) is taken to support it on any
    /// ZFS that has encryption, which came later than resumable receives (spec A10.3).
    /// </summary>
    public async Task<bool> HasResumableReceiveAsync(DatasetPath dataset, CancellationToken cancellation)
    {
        if (_pastRefusals.ContainsKey(dataset.Pool) || !await _resumableReceive.AskAsync(cancellation)) return false;
        var pool = _pools.GetOrAdd(dataset.Pool, path => new(token => AskPoolAsync(path, token), _retryAfter, _clock));
        return await pool.AskAsync(cancellation);
    }

    /// <summary>Remembers that a receive with <c>-s</c> was refused as unsupported although the probes said yes.</summary>
    public void RememberNoResumableReceive(DatasetPath dataset) => _pastRefusals[dataset.Pool] = true;

    private async Task<bool> AskPoolAsync(DatasetPath pool, CancellationToken cancellation)
    {
        var result = await _runner.RunAsync(ZfsCommand.Zpool("get", "-H", "-p", "-o", "value", PoolFeature, pool.Text), cancellation);
        return result.IsSuccess ? result.OutputText.Trim() is "active" or "enabled" : await HasEncryptionAsync(cancellation);
    }

    private CachedProbe Probe(bool? given, string verb, params string[] fragments) => new(
        async cancellation =>
        {
            if (given is { } answer) return answer;
            var result = await _runner.RunAsync(ZfsCommand.Zfs(verb), cancellation); // always fails, with its usage text
            return fragments.All(fragment => result.ErrorText.Contains(fragment, StringComparison.Ordinal)
                || result.OutputText.Contains(fragment, StringComparison.Ordinal));
        },
        _retryAfter,
        _clock);
}
