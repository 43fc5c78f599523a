using System.Collections.Immutable;
using Zrepl.Engine.Jobs;
using Zrepl.Web.Live;
using Zrepl.Web.Live.Configuring;

namespace Zrepl.Web.Components.Pages.Configuration;

/// <summary>What came of saving, in a sentence.</summary>
internal static class SaveWords
{
    public static string Sentence(SaveAnswer answer) => string.Join(' ', answer.Warnings.Select(SentenceText.Whole).Prepend(Outcome(answer)));

    private static string Outcome(SaveAnswer answer) => answer switch
    {
        { Outcome: SaveOutcome.Saved, Jobs: { } jobs } => $"Saved. {Words(jobs)}",
        { Outcome: SaveOutcome.Unchanged } => "Nothing to save: the file says this already.",
        { Outcome: SaveOutcome.NotTakenOver } => "Saved, but the daemon could not take it over; the log says why.",
        _ => $"Not saved: {answer.Text}.",
    };

    private static string Words(ReloadResult jobs)
    {
        var parts = new[]
        {
            ("new", jobs.Added), ("changed", jobs.Changed), ("gone", jobs.Removed), ("after its run", jobs.AfterRun),
        }.Where(part => !part.Item2.IsEmpty).Select(part => $"{part.Item1}: {List(part.Item2)}");
        var text = string.Join("; ", parts);
        return text.Length == 0 ? "No job changed." : $"Jobs {text}.";
    }

    private static string List(ImmutableArray<string> names) => string.Join(", ", names);
}
