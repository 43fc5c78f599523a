namespace Zrepl.Web.Hosting;

/// <summary>Settings of the host as the daemon reads them, for commands beside it.</summary>
internal static class HostSettings
{
    private const string FileName = "appsettings.json";

    /// <param name="configurationPath">The <c>zrepl.yml</c>; null: there is none.</param>
    public static IConfiguration Read(string? configurationPath)
    {
        var builder = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, FileName), optional: true);
        if (configurationPath is not null && Path.GetDirectoryName(Path.GetFullPath(configurationPath)) is { } directory)
            builder.AddJsonFile(Path.Combine(directory, FileName), optional: true);
        return builder.AddEnvironmentVariables().Build();
    }
}
