namespace Zrepl.Engine.Configuration.Checks;

/// <summary>Looks for something legal that is probably not meant. Source: spec config 13, replication 3.11.</summary>
internal interface IConfigurationCheck
{
    /// <summary>Reports what it finds.</summary>
    void Run(CheckContext context);
}
