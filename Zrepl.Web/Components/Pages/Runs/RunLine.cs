using Zrepl.Web.Components.Shared;
using Zrepl.Web.Data.Runs;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Pages.Runs;

/// <summary>One run in the list.</summary>
/// <param name="Run">The run.</param>
/// <param name="Kind">What its result means.</param>
/// <param name="Word">The result in a word.</param>
/// <param name="Sentence">What became of it.</param>
/// <param name="Datasets">How many, how many failed.</param>
/// <param name="Bytes">What was sent; empty if nothing.</param>
/// <param name="Duration">How long it took; empty while it runs.</param>
/// <param name="Because">Why it was begun.</param>
internal sealed record RunLine(
    RunSummary Run, StateKind Kind, string Word, string Sentence, string Datasets, string Bytes, string Duration, string Because)
{
    /// <summary>Its page.</summary>
    public string Href => RunAddress.Of(Run.Id);

    /// <summary>Puts it in words.</summary>
    public static RunLine From(RunSummary run) => new(
        run, RunWords.Kind(run.Outcome), RunResults.Word(run.Outcome), RunWords.Sentence(run), RunWords.Datasets(run),
        run.Bytes == 0 ? "" : ByteText.Of(run.Bytes), run.Duration is { } length ? DurationText.Exact(length) : "", JobWords.Because(run.Reason));
}
