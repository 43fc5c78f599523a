using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;
using Zrepl.Web.Data;
using Zrepl.Web.Security;

namespace Zrepl.Web.Components.Shared;

/// <summary>A component with which somebody does something: it knows who, and says what came of it.</summary>
public abstract class ActingComponent : ComponentBase
{
    /// <summary>Tells what came of it.</summary>
    [Inject] public required ISnackbar Snackbar { get; init; }

    [CascadingParameter] private Task<AuthenticationState>? State { get; set; }

    /// <summary>Who looks at the page.</summary>
    protected async Task<Actor> ActorAsync() => State is null ? Actor.Nobody("") : Actor.Of((await State).User);

    /// <summary>Does something in the name of whoever looks at the page. Whether they may is decided where it is done.</summary>
    /// <param name="act">Does it.</param>
    /// <param name="done">Said afterwards; empty: nothing.</param>
    /// <returns>Why it was not done, for a place on the page; null if it was.</returns>
    protected async Task<string?> DoAsync(Func<Actor, Task> act, string done = "")
    {
        var actor = await ActorAsync();
        try
        {
            await act(actor);
        }
        catch (SecurityRefusedException refused)
        {
            return Refused(refused.Message);
        }
        catch (DatabaseUnavailableException failure)
        {
            return Refused($"Not done: {failure.Message}.");
        }

        if (done.Length > 0) Tell(done, isDone: true);
        return null;
    }

    /// <summary>Says what came of it.</summary>
    protected void Tell(string text, bool isDone) => Snackbar.Add(text, isDone ? Severity.Info : Severity.Warning);

    private string Refused(string reason)
    {
        Tell(reason, isDone: false);
        return reason;
    }
}
