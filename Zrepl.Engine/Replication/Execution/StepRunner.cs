using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Replication.Planning;
using Zrepl.Engine.Stalls;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Replication.Execution;

/// <summary>
/// One step: the sender opens a stream, the receiver takes it in, the sender is told. The receiver copies; here bytes are only counted.
/// Source: spec 1.9.
/// </summary>
internal static class StepRunner
{
    /// <summary>Runs a step to its end, the confirmation included.</summary>
    /// <param name="run">The run.</param>
    /// <param name="filesystem">Which filesystem.</param>
    /// <param name="step">What to bring over.</param>
    /// <param name="following">How many steps are known to follow.</param>
    /// <param name="counter">Counts the bytes.</param>
    /// <param name="shown">Told when the stream stands still, and when it goes on.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <remarks>
    /// Failing to confirm fails the step although the data arrived: the cursor did not move, and the next plan repairs that (window F4 of
    /// spec 1.1).
    /// </remarks>
    public static async Task RunAsync(
        RunContext run, DatasetPath filesystem, PlannedStep step, int following, StepCounter counter, Action<StalledStream?> shown, CancellationToken cancellation)
    {
        var request = step.RequestFor(filesystem, run.Protection) with { Following = following };
        await GuardedAsync(run, request, counter, shown, cancellation);
        run.Progress.Report(ProgressKind.Call);

        cancellation.ThrowIfCancellationRequested(); // some endpoints end well when they are cancelled at the very end
        using var operation = run.Progress.Begin($"{filesystem}: confirm {step.To}");
        run.Unconfirmed[filesystem] = true;
        await run.Sender.ConfirmAsync(request, cancellation);
        run.Unconfirmed.TryRemove(filesystem, out _);
        run.Progress.Report(ProgressKind.Step);
    }

    private static async Task GuardedAsync(
        RunContext run, SendRequest request, StepCounter counter, Action<StalledStream?> shown, CancellationToken cancellation)
    {
        if (run.Services.Stalls is not { } guard)
        {
            await SendAndReceiveAsync(run, request, counter, cancellation);
            return;
        }

        var watch = new StreamWatch();
        watch.TryTakeCharge();
        await guard.RunAsync(request.Filesystem.Text, $"send and receive {request.To.RelativeName}", watch, async token =>
        {
            await SendAndReceiveAsync(run, request with { Watch = watch }, counter, token);
            return true;
        }, cancellation, shown);
    }

    private static async Task SendAndReceiveAsync(
        RunContext run, SendRequest request, StepCounter counter, CancellationToken cancellation)
    {
        using var operation = run.Progress.Begin($"{request.Filesystem}: send and receive {request.To}");
        var stream = await run.Sender.SendAsync(request, cancellation);
        try
        {
            await using var counting = new CountingStream(stream.Content, bytes =>
            {
                counter.Add(bytes);
                run.Progress.Report(ProgressKind.Bytes, bytes);
            }, request.Watch);
            var receive = new ReceiveRequest(request.Filesystem, request.To, !stream.UsedResumeToken, request.Protection) 
            {
                IsCompressible = stream.IsCompressible, Watch = request.Watch, Following = request.Following,
            };
            await run.Receiver.ReceiveAsync(receive, counting, cancellation);
        }
        catch
        {
            await CloseAfterFailureAsync(run, request, stream);
            throw;
        }

        await stream.DisposeAsync();
    }

    // The receiver's reason is the one to tell; closing the stream makes a sender that still writes stop.
    private static async Task CloseAfterFailureAsync(RunContext run, SendRequest request, ReplicationStream stream)
    {
        try
        {
            await stream.DisposeAsync();
        }
        catch (Exception failure)
        {
            run.Logger.StreamNotClosed(request.Filesystem, failure);
        }
    }
}
