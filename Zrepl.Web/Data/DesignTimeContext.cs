using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Zrepl.Web.Data;

/// <summary>Used by <c>dotnet ef migrations add</c> only.</summary>
internal sealed class DesignTimeContext : IDesignTimeDbContextFactory<ZreplDbContext>
{
    public ZreplDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<ZreplDbContext>().UseSqlite("Data Source=design-time.db").Options);
}
