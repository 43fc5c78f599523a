using Zrepl.Engine.Status;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Live.Freshness;

namespace Zrepl.Web.Components.Layout;

/// <summary>A job that needs somebody, in short.</summary>
/// <param name="Name">The job.</param>
/// <param name="Kind">How bad.</param>
/// <param name="Word">State in a word.</param>
/// <param name="Text">Why; empty if the word says it all.</param>
/// <param name="Since">Since when, or null.</param>
internal sealed record BellLine(string Name, StateKind Kind, string Word, string Text, DateTimeOffset? Since)
{
    /// <summary>Puts it in words.</summary>
    public static BellLine From(JudgedJob judged)
    {
        var job = judged.Job;
        var concern = JobConcern.Of(job);
        var text = concern?.Text ?? (judged.Freshness.IsAlarming ? FreshnessWords.Reason(judged.Freshness, job) : "");
        return new(job.Name.Text, judged.Kind, judged.Word, text, concern?.Since);
    }
}
