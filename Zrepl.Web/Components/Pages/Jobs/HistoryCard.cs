using Microsoft.AspNetCore.Components;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Data;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Pages.Jobs;

/// <summary>A card of a job that shows something of the history. The page does not wait for it: it is asked once the card is in a browser, and again when something was stored.</summary>
public abstract class HistoryCard : LiveComponent
{
    /// <summary>The job's name.</summary>
    [Parameter, EditorRequired] public required string Job { get; set; }

    /// <summary>Why the history cannot be read; null if it can.</summary>
    protected string? Trouble { get; private set; }

    [Inject] private HistoryWriter Writer { get; init; } = null!; // given before the first rendering

    /// <inheritdoc/>
    protected sealed override IDisposable Subscribe()
    {
        var reading = new HistoryReading(Writer.News, LoadAsync, Time);
        reading.Begin();
        return reading;
    }

    /// <summary>Reads it.</summary>
    /// <param name="left">The page was left.</param>
    /// <returns>Takes over what was read.</returns>
    /// <exception cref="DatabaseUnavailableException">It cannot be read.</exception>
    private protected abstract Task<Action> ReadAsync(CancellationToken left);

    private async Task LoadAsync(CancellationToken left)
    {
        try
        {
            var takeOver = await ReadAsync(left);
            await UpdateAsync(() =>
            {
                takeOver();
                Trouble = null;
            });
        }
        catch (DatabaseUnavailableException failure)
        {
            await UpdateAsync(() => Trouble = failure.Message);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            await InvokeAsync(() => DispatchExceptionAsync(failure));
        }
    }
}
