using System.Collections.Immutable;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Transport;
using Zrepl.Engine.Wire.Control;
using Zrepl.Engine.Wire.Data;
using Zrepl.Engine.Wire.Mapping;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Wire;

/// <summary>The other side of a replication, over the network. Answers are checked before anyone plans with them.</summary>
internal abstract class RemoteEndpoint(ControlClient control, DataClient data) : IEndpoint
{
    /// <summary>Makes calls.</summary>
    protected ControlClient Control => control;

    /// <summary>Moves streams.</summary>
    protected DataClient Data => data;

    /// <inheritdoc/>
    public async Task WaitForConnectivityAsync(CancellationToken cancellation)
    {
        var pilot = Guid.NewGuid().ToString();
        var failures = await Task.WhenAll(
            FailureOfAsync(() => PingControlAsync(pilot, cancellation)), FailureOfAsync(() => data.PingAsync(pilot, cancellation)));
        cancellation.ThrowIfCancellationRequested();
        var failed = failures.OfType<Exception>().FirstOrDefault();
        if (failed is null) return;
        var channels = failures is [not null, not null] ? "control and data rpc" : failures[0] is not null ? "control rpc" : "data rpc";
        throw failed is ConnectionLostException
            ? new ConnectionLostException($"{channels} failed to respond to ping rpcs: {failed.Message}", failed)
            : failed;
    }

    /// <summary>Control call that only says that it arrived.</summary>
    internal Task PingControlAsync(CancellationToken cancellation) => PingControlAsync(Guid.NewGuid().ToString(), cancellation);

    /// <inheritdoc/>
    public async Task<ImmutableArray<EndpointFilesystem>> ListFilesystemsAsync(CancellationToken cancellation)
    {
        var answer = await control.CallAsync(
            "ListFilesystems", (client, options) => client.ListFilesystemsAsync(new Messages.ListFilesystemReq(), options), cancellation);
        return
        [
            .. answer.Filesystems
                .Where(f => DatasetPath.TryParse(f.Path, out _)) // below a client's root can be what no sender has, such as backup/laptop/2024
                .Select(f => new EndpointFilesystem(RequestMapping.Filesystem(f.Path), f.IsPlaceholder, f.ResumeToken.Length > 0 ? f.ResumeToken : null))
                .OrderBy(f => f.Path),
        ];
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<FilesystemVersion>> ListVersionsAsync(DatasetPath filesystem, CancellationToken cancellation)
    {
        var request = new Messages.ListFilesystemVersionsReq { Filesystem = filesystem.Text };
        var answer = await control.CallAsync(
            "ListFilesystemVersions", (client, options) => client.ListFilesystemVersionsAsync(request, options), cancellation);
        return [.. answer.Versions.Select(version => VersionMapping.FromMessage(version, $"version of {filesystem}")).OrderBy(v => v.CreateTxg)];
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<DestroyResult>> DestroySnapshotsAsync(
        DatasetPath filesystem, ImmutableArray<FilesystemVersion> snapshots, CancellationToken cancellation)
    {
        var request = RequestMapping.ToMessage(filesystem, snapshots);
        var answer = await control.CallAsync("DestroySnapshots", (client, options) => client.DestroySnapshotsAsync(request, options), cancellation);
        var errors = answer.Results.Where(result => result.Snapshot is not null)
            .GroupBy(result => result.Snapshot.Name, StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.Last().Error, StringComparer.Ordinal);

        // One that was not answered is left out, and whoever asked tells so: it may or may not be gone.
        return
        [
            .. from snapshot in snapshots
               where errors.ContainsKey(snapshot.Name)
               let error = errors[snapshot.Name]
               select new DestroyResult(snapshot, error.Length > 0 ? error : null),
        ];
    }

    private async Task PingControlAsync(string pilot, CancellationToken cancellation)
    {
        var request = new Messages.PingReq { Message = pilot };
        var answer = await control.CallAsync("Ping", (client, options) => client.PingAsync(request, options), cancellation);
        if (answer.Echo != pilot) throw new WireProtocolException("control ping was answered with another text");
    }

    private static async Task<Exception?> FailureOfAsync(Func<Task> action)
    {
        try
        {
            await action();
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }
}
