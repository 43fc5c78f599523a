using Zrepl.Engine.Configuration;

namespace Zrepl.Web.Live;

/// <summary>The definitions that the jobs run by now.</summary>
public interface IJobDefinitions
{
    /// <summary>The definition of a job, or null if there is none of that name.</summary>
    JobDefinition? Find(string job);
}
