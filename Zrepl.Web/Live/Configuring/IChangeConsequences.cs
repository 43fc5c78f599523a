using System.Collections.Immutable;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Configuration.Editing;
using Zrepl.Engine.Jobs;

namespace Zrepl.Web.Live.Configuring;

/// <summary>Finds out what changes of jobs lead to, on the machine each job belongs to.</summary>
internal interface IChangeConsequences
{
    /// <summary>Looks. What cannot be looked at is told as such.</summary>
    Task<ImmutableArray<ChangeConsequence>> OfAsync(ConfigurationChange change, CancellationToken cancellation);

    /// <summary>The problems of a configuration, with examples from the pools where there are some; without, if they cannot be listed.</summary>
    Task<ImmutableArray<ConfigurationProblem>> WithExamplesAsync(LoadedConfiguration loaded, CancellationToken cancellation);
}
