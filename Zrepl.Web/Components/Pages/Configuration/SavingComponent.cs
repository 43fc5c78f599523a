using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using Zrepl.Engine.Configuration.Editing;
using Zrepl.Engine.Jobs;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Live.Configuring;

namespace Zrepl.Web.Components.Pages.Configuration;

/// <summary>A page with which the configuration is changed: what that means is shown before it is saved, and a loss is asked about by name.</summary>
public abstract class SavingComponent : ActingComponent
{
    /// <summary>Asks before something is lost.</summary>
    [Inject] public required IDialogService Dialogs { get; init; }

    /// <summary>True while something is looked up or written.</summary>
    protected bool IsBusy { get; private set; }

    [Inject] private protected ConfigurationDesk Desk { get; init; } = null!; // always injected; its type is not public

    /// <summary>Saves what was reviewed.</summary>
    /// <returns>What came of it, which was told; null if the reader thought better of it.</returns>
    protected async Task<SaveAnswer?> SaveAsync(ConfigurationReview review, string file, string text, string revision)
    {
        if (review.Losses is { IsEmpty: false } losses && !await ConfirmLoss.AskAsync(Dialogs, LossOf(losses))) return null;
        SaveAnswer? answer = null;
        await BusyAsync(async () =>
        {
            answer = await Desk.SaveAsync(await ActorAsync(), file, text, revision, CancellationToken.None);
            Tell(Sentence(answer), answer is { Outcome: SaveOutcome.Saved or SaveOutcome.Unchanged, Warnings.IsEmpty: true });
        });
        return answer;
    }

    /// <summary>What came of saving, in a sentence; for a page that deals with some of it by itself to say otherwise.</summary>
    private protected virtual string Sentence(SaveAnswer answer) => SaveWords.Sentence(answer);

    /// <summary>Does something that takes a while; that a file cannot be read or written is told.</summary>
    protected async Task BusyAsync(Func<Task> act)
    {
        IsBusy = true;
        try
        {
            await act();
        }
        catch (ConfigurationFileException failure)
        {
            Tell($"{failure.Message}.", isDone: false);
        }
        finally
        {
            IsBusy = false;
        }
    }

    private static Loss LossOf(ImmutableArray<ChangeConsequence> losses) => new(
        "Save this configuration?", "With it, this is lost:", [.. losses.Select(loss => $"{loss.Job} {loss.Text}")], "Save and take over");
}
