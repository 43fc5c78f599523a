using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Transport;
using Zrepl.Engine.Units;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Wire.ConnectionTests;

/// <summary>
/// Dials the other side of a job through every layer, as a run would, and says where it stops and why. Changes nothing on the other side.
/// </summary>
/// <param name="network">Makes the connections.</param>
/// <param name="clock">Measures them.</param>
public sealed class ConnectionTest(NetworkTransport network, TimeProvider clock)
{
    // Each layer has limits of its own; this is for a peer that keeps a connection alive without answering.
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(30);

    // No dataset has this name; whoever is asked for it only shows what kind of job it is.
    private static readonly DatasetPath Nothing = DatasetPath.Parse("zrepl-test-connect");

    /// <summary>Tests the other side of a push or pull job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="jobs">All jobs of the configuration, for those that reach another job of the same daemon.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ArgumentException">The job does not connect to anything.</exception>
    public async Task<ConnectionReport> RunAsync(JobDefinition job, IEnumerable<JobDefinition> jobs, CancellationToken cancellation)
    {
        var (connect, isPush) = ConnectOf(job) ?? throw new ArgumentException($"job {job.Name} does not connect to anything", nameof(job));
        return connect is ConnectDefinition.Local local ? LocalMeeting.Look(local, isPush, jobs) : await DialAsync(connect, isPush, cancellation);
    }

    /// <summary>How a job connects and whether it pushes; null if it does not connect.</summary>
    public static (ConnectDefinition Connect, bool IsPush)? ConnectOf(JobDefinition job) => job switch
    {
        PushJobDefinition push => (push.Connect, true),
        PullJobDefinition pull => (pull.Connect, false),
        _ => null,
    };

    private async Task<ConnectionReport> DialAsync(ConnectDefinition connect, bool isPush, CancellationToken cancellation)
    {
        var findings = new Findings(clock);
        TimeSpan? roundTrip = null;
        if (!network.CanConnect(connect))
        {
            findings.Failed(new EndpointException($"this build of zrepl does not connect over {connect.Type}"));
            return new(connect.Type, findings.All, null);
        }

        var (control, data) = network.ClientsOf(connect);
        await using (control)
        await using (data)
        {
            var peer = new RemoteSender(control, data);
            try
            {
                await WithinAsync(token => data.PingAsync(Guid.NewGuid().ToString(), token, findings), cancellation);
                findings.Stands(ConnectionLayer.Data, "a data request is answered");
                findings.Begins(ConnectionLayer.Control);
                await WithinAsync(peer.PingControlAsync, cancellation);
                findings.Stands(ConnectionLayer.Control, "a control call is answered");
                var start = clock.GetTimestamp();
                await WithinAsync(peer.PingControlAsync, cancellation);
                roundTrip = clock.GetElapsedTime(start);
                findings.Begins(ConnectionLayer.Role);
                findings.Stands(ConnectionLayer.Role, await WithinAsync(token => CheckRoleAsync(peer, isPush, token), cancellation));
                findings.Begins(ConnectionLayer.Permission);
                var count = (await WithinAsync(peer.ListFilesystemsAsync, cancellation)).Length;
                findings.Stands(ConnectionLayer.Permission, count == 1 ? "it lists 1 dataset for us" : $"it lists {count} datasets for us");
            }
            catch (Exception failure) when (!cancellation.IsCancellationRequested)
            {
                findings.Failed(failure);
            }
        }

        return new(network.DialerOf(connect).Description, findings.All, roundTrip);
    }

    private static async Task<string> CheckRoleAsync(RemoteSender peer, bool isPush, CancellationToken cancellation)
    {
        var isSink = false;
        try
        {
            await peer.ReplicationCursorAsync(Nothing, cancellation);
        }
        catch (EndpointException failure)
        {
            isSink = failure.Message.Contains(Control.ReplicationService.NoCursorOfReceiver, StringComparison.Ordinal); // the words of Go, too
        }

        if (isSink == isPush) return isSink ? "it is a sink job" : "it is a source job";
        throw new EndpointException(isSink ? "the job there is a sink, and ours pulls" : "the job there is a source, and ours pushes");
    }

    private async Task WithinAsync(Func<CancellationToken, Task> action, CancellationToken cancellation) =>
        await WithinAsync(async token =>
        {
            await action(token);
            return true;
        }, cancellation);

    private async Task<T> WithinAsync<T>(Func<CancellationToken, Task<T>> action, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(LongestAnswer, clock);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            return await action(giveUp.Token);
        }
        catch (OperationCanceledException late) when (deadline.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new ConnectionLostException($"no answer within {GoDuration.Format(LongestAnswer)}", late);
        }
    }
}
