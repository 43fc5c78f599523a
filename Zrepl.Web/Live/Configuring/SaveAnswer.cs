using System.Collections.Immutable;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Jobs;

namespace Zrepl.Web.Live.Configuring;

/// <summary>What came of saving a file of the configuration.</summary>
/// <param name="Outcome">What.</param>
/// <param name="Text">In a sentence, without a full stop.</param>
public sealed record SaveAnswer(SaveOutcome Outcome, string Text)
{
    /// <summary>Revision now, as <see cref="OpenedFile.Revision"/>; null if nothing was written.</summary>
    public string? Revision { get; init; }

    /// <summary>What became of the jobs; null if they were not touched.</summary>
    public ReloadResult? Jobs { get; init; }

    /// <summary>Who changed what on disk since it was read, and when, without a full stop; null if nothing was, or if it is not known.</summary>
    public string? WhoChanged { get; init; }

    /// <summary>What the reader has to know although it was saved; sentences without a full stop.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>Why it cannot be saved, if that is the text's fault.</summary>
    public ImmutableArray<ConfigurationProblem> Problems { get; init; } = [];
}

/// <summary>What became of a wish to save.</summary>
public enum SaveOutcome
{
    /// <summary>Written, and the jobs run by it.</summary>
    Saved,

    /// <summary>Written, but the daemon could not take it over.</summary>
    NotTakenOver,

    /// <summary>The file says this already.</summary>
    Unchanged,

    /// <summary>Whoever asked may not.</summary>
    NotAllowed,

    /// <summary>The file is not one of the configuration.</summary>
    UnknownFile,

    /// <summary>It was changed on disk since it was read.</summary>
    ChangedMeanwhile,

    /// <summary>The text has errors.</summary>
    Illegal,

    /// <summary>It cannot be read or written.</summary>
    Failed,
}
