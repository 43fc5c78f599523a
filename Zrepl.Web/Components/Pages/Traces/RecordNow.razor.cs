using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Tracing.Runs;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Security.Actions;

namespace Zrepl.Web.Components.Pages.Traces;

/// <summary>Records everything the daemon does for a while, and shows it as it comes.</summary>
public sealed partial class RecordNow : ActingComponent
{
    private int _seconds = 60;

    /// <summary>The address.</summary>
    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] private RecordingDesk Recordings { get; init; } = null!; // always injected; its type is not public

    private async Task StartAsync()
    {
        RunTraceName? name = null;
        await DoAsync(actor =>
        {
            try
            {
                name = Recordings.Start(actor, TimeSpan.FromSeconds(_seconds));
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                Tell($"Nothing is recorded: {failure.Message}", isDone: false);
            }

            return Task.CompletedTask;
        });
        if (name is not null) Navigation.NavigateTo(TraceAddress.Of(name));
    }

    private Task<string?> StopAsync() => DoAsync(Recordings.StopAsync, "The recording is complete.");
}
