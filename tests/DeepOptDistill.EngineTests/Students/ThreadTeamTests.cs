using DeepOptDistill.Students.Networks;
using DeepOptDistill.Students.Norms.Fused;

namespace DeepOptDistill.EngineTests.Students;

/// <summary>All members' work is done, whatever number of threads the runtime gives for it.</summary>
public class ThreadTeamTests
{
    /// <summary>A team inside a team gets one thread, however many it asks for.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void ATeamWithinATeamDoesAllItsWork(int members)
    {
        Engine.Start(2);
        var done = new int[2 * members];
        ThreadTeam.Run(2, outer => ThreadTeam.Run(members, inner => Interlocked.Increment(ref done[(outer * members) + inner])));
        Assert.All(done, times => Assert.Equal(1, times));
    }

    [Fact]
    public void AnErrorOfAMemberComesBack()
    {
        Engine.Start(2);
        Assert.Equal("3", Assert.Throws<InvalidOperationException>(() => ThreadTeam.Run(4, member => Fail(member))).Message);
    }

    private static void Fail(int member)
    {
        if (member == 3)
            throw new InvalidOperationException($"{member}");
    }
}
