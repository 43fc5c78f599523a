using Zrepl.Engine.Configuration;
using Zrepl.Web.Live;
using Zrepl.Web.Live.Configuring;

namespace Zrepl.Web.Hosting;

/// <summary>Shows pages how the jobs are defined by now.</summary>
/// <param name="configuration">What the jobs run by.</param>
internal sealed class DefinitionsInForce(ConfigurationInForce configuration) : IJobDefinitions
{
    /// <inheritdoc/>
    public JobDefinition? Find(string job) => configuration.Current.Definition?.Jobs.FirstOrDefault(definition => definition.Name.Text == job);
}
