using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Tracing.Runs;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Audit;

namespace Zrepl.Web.Components.Pages.Traces;

/// <summary>Records everything the daemon does for a while, and shows it as it comes.</summary>
public sealed partial class RecordNow : ActingComponent
{
    private int _seconds = 60;

    /// <summary>The recorder.</summary>
    [Inject] public required EverythingRecorder Recorder { get; init; }

    /// <summary>The address.</summary>
    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] private AuditTrail Audit { get; init; } = null!; // always injected; its type is not public

    private async Task StartAsync()
    {
        RunTraceName? name = null;
        await DoAsync(Role.Operator, actor =>
        {
            try
            {
                name = Recorder.Start(TimeSpan.FromSeconds(_seconds));
                Audit.Done(actor, "trace.record", name.ToString(), $"{_seconds} s");
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                Tell($"Nothing is recorded: {failure.Message}", isDone: false);
            }

            return Task.CompletedTask;
        });
        if (name is not null) Navigation.NavigateTo(TraceAddress.Of(name));
    }

    private Task<string?> StopAsync() => DoAsync(Role.Operator, async actor =>
    {
        var ended = Recorder.Current;
        await Recorder.StopAsync();
        if (ended is not null) Audit.Done(actor, "trace.stop", ended.ToString());
    }, "The recording is complete.");
}
